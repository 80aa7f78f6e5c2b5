import { Stack, Text, Title, UnstyledButton } from "@mantine/core";
import { Cable, type LucideIcon, Warehouse } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { SetupState } from "../backend/types.gen";
import classes from "./Entry.module.css";
import { EntryPage } from "./EntryPage";
import { FirstStart, type MadeSite } from "./FirstStart";
import { Joining } from "./Joining";

/** A PC without a site: it makes one, or joins the one that is there. */
export function Beginning({
  setup,
  onSheet,
  onDone,
}: {
  readonly setup: SetupState;
  readonly onSheet: () => void;
  readonly onDone: (made: MadeSite) => void;
}) {
  const [way, setWay] = useState<"create" | "join" | null>(null);
  const back = () => setWay(null);
  if (way === "join") return <Joining setup={setup} onBack={back} />;
  if (way === "create" || !setup.canJoin)
    return (
      <FirstStart setup={setup} onSheet={onSheet} onDone={onDone} onBack={setup.canJoin ? back : null} />
    );
  return <Ways onChoose={setWay} />;
}

function Ways({ onChoose }: { readonly onChoose: (way: "create" | "join") => void }) {
  const { t } = useTranslation();
  useEffect(() => {
    document.title = `${t("join.begin")} · ArmGuard`;
  }, [t]);
  return (
    <EntryPage width={720}>
      <Title order={1} fz="1.5rem">
        {t("join.begin")}
      </Title>
      <Text c="dimmed" mb="lg">
        {t("join.beginLead")}
      </Text>
      <Stack gap="md">
        <Way
          icon={Cable}
          title={t("join.title")}
          hint={t("join.joinHint")}
          first
          onClick={() => onChoose("join")}
        />
        <Way
          icon={Warehouse}
          title={t("join.create")}
          hint={t("join.createHint")}
          onClick={() => onChoose("create")}
        />
      </Stack>
    </EntryPage>
  );
}

function Way({
  icon: Icon,
  title,
  hint,
  first = false,
  onClick,
}: {
  readonly icon: LucideIcon;
  readonly title: string;
  readonly hint: string;
  readonly first?: boolean;
  readonly onClick: () => void;
}) {
  return (
    <UnstyledButton className={classes.way} onClick={onClick} autoFocus={first}>
      <Icon size={28} aria-hidden style={{ color: "var(--accent)" }} />
      <span>
        <Text fw={650}>{title}</Text>
        <Text size="sm" c="dimmed">
          {hint}
        </Text>
      </span>
    </UnstyledButton>
  );
}
