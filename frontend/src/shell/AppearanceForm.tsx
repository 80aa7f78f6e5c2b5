import {
  Button,
  Group,
  SegmentedControl,
  Slider,
  Stack,
  Switch,
  Text,
  useMantineColorScheme,
} from "@mantine/core";
import { Volume2 } from "lucide-react";
import { type ReactNode, useId } from "react";
import { useTranslation } from "react-i18next";
import { changeSettings, type Settings, useSettings } from "../state/settings";
import { playSound } from "../state/sounds";

/** How this screen looks and sounds; kept on this PC. */
export function AppearanceForm() {
  const { t, i18n } = useTranslation();
  const settings = useSettings();
  const { setColorScheme } = useMantineColorScheme();
  return (
    <Stack gap="lg">
      <Choice label={t("appearance.scheme")}>
        {(id) => (
          <SegmentedControl
            aria-labelledby={id}
            value={settings.scheme}
            onChange={(value) => {
              const scheme = value as Settings["scheme"];
              changeSettings({ scheme });
              setColorScheme(scheme);
            }}
            data={(["auto", "light", "dark"] as const).map((value) => ({
              value,
              label: t(`appearance.schemes.${value}`),
            }))}
          />
        )}
      </Choice>
      <Choice label={t("appearance.textSize")}>
        {(id) => (
          <SegmentedControl
            aria-labelledby={id}
            value={settings.textSize}
            onChange={(value) => changeSettings({ textSize: value as Settings["textSize"] })}
            data={(["normal", "large", "largest"] as const).map((value) => ({
              value,
              label: t(`appearance.sizes.${value}`),
            }))}
          />
        )}
      </Choice>
      <Choice label={t("appearance.language")}>
        {(id) => (
          <SegmentedControl
            aria-labelledby={id}
            value={settings.language}
            onChange={(value) => {
              changeSettings({ language: value as Settings["language"] });
              void i18n.changeLanguage(value);
            }}
            data={[
              { value: "en", label: "English" },
              { value: "fil", label: "Filipino" },
            ]}
          />
        )}
      </Choice>
      <Switch
        label={t("appearance.sound")}
        description={t("appearance.soundHint")}
        checked={settings.sound}
        onChange={(e) => changeSettings({ sound: e.currentTarget.checked })}
      />
      <Choice label={t("appearance.volume")}>
        {() => (
          <Group gap="md" wrap="nowrap" style={{ flex: 1, maxWidth: 320 }}>
            <Slider
              flex={1}
              thumbLabel={t("appearance.volume")}
              disabled={!settings.sound}
              min={0}
              max={1}
              step={0.05}
              value={settings.volume}
              label={(v) => `${Math.round(v * 100)} %`}
              onChange={(volume) => changeSettings({ volume })}
            />
            <Button
              size="xs"
              variant="default"
              disabled={!settings.sound}
              leftSection={<Volume2 size={15} aria-hidden />}
              onClick={() => playSound("accepted")}
            >
              {t("appearance.try")}
            </Button>
          </Group>
        )}
      </Choice>
    </Stack>
  );
}

function Choice({
  label,
  children,
}: {
  readonly label: string;
  readonly children: (id: string) => ReactNode;
}) {
  const id = useId();
  return (
    <Group justify="space-between" gap="md">
      <Text id={id} size="sm" fw={500}>
        {label}
      </Text>
      {children(id)}
    </Group>
  );
}
