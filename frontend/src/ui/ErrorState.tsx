import { Button, Center, Stack, Text, ThemeIcon } from "@mantine/core";
import { RotateCw, TriangleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";
import { toBackendError } from "../backend/errors";

export interface ErrorStateProps {
  readonly error: unknown;
  /** Does the step again. */
  readonly retry?: () => void;
}

/** Fills the place of something that could not be shown: what happened, what was kept, what to do, and the button. */
export function ErrorState({ error, retry }: ErrorStateProps) {
  const { t } = useTranslation();
  const e = toBackendError(error);
  return (
    <Center py={40} px="md" role="alert">
      <Stack align="center" gap="xs" maw={460}>
        <ThemeIcon variant="light" color="red" size={48} radius="xl" aria-hidden>
          <TriangleAlert size={24} />
        </ThemeIcon>
        <Text fw={600} ta="center">
          {e.message}
        </Text>
        {e.fix ? (
          <Text size="sm" c="dimmed" ta="center">
            {e.fix}
          </Text>
        ) : null}
        {retry ? (
          <Button variant="default" leftSection={<RotateCw size={16} />} onClick={retry} mt="xs">
            {t("common.retry")}
          </Button>
        ) : null}
      </Stack>
    </Center>
  );
}
