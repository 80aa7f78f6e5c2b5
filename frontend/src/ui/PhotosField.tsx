import { ActionIcon, Group, Stack, Text } from "@mantine/core";
import { X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Attached } from "./Attached";
import { PhotoField } from "./PhotoField";
import classes from "./PhotoField.module.css";
import type { Photos } from "./usePhoto";

/** Some photos in a form: each can be taken away, and more added up to `most`. */
export function PhotosField({ photos, most }: { readonly photos: Photos; readonly most: number }) {
  const { t } = useTranslation();
  const full = photos.ids.length >= most;
  return (
    <Stack gap="xs">
      {photos.ids.length > 0 ? (
        <Group gap="sm" component="ul" className={classes.list} aria-label={t("photo.many")}>
          {photos.ids.map((id, i) => (
            <li key={id} className={classes.kept}>
              <Attached id={id} alt={t("photo.nth", { n: i + 1 })} kind="photo" width={96} height={72} />
              <ActionIcon
                className={classes.away}
                size="sm"
                radius="xl"
                variant="default"
                aria-label={t("photo.remove", { n: i + 1 })}
                onClick={() => photos.remove(id)}
              >
                <X size={14} />
              </ActionIcon>
            </li>
          ))}
        </Group>
      ) : null}
      {full ? (
        <Text size="xs" c="dimmed">
          {t("photo.full", { count: most })}
        </Text>
      ) : (
        <PhotoField photo={photos.next} of="" />
      )}
    </Stack>
  );
}
