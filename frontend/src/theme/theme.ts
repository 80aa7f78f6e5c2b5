import {
  type CSSVariablesResolver,
  createTheme,
  type MantineColorsTuple,
  type MantineThemeOverride,
  mergeThemeOverrides,
} from "@mantine/core";
import type { TFunction } from "i18next";

// Cool neutral greys and one teal. State colours are variables (states.css), chosen for AA contrast in both schemes.

const teal: MantineColorsTuple = [
  "#ecfaf7",
  "#d3f1eb",
  "#a5e2d7",
  "#6fd0c1",
  "#3fb8a8",
  "#1f9a8b",
  "#12806f",
  "#0f6f62",
  "#0c5a50",
  "#08443d",
];

const gray: MantineColorsTuple = [
  "#f7f8fa",
  "#eff1f4",
  "#e3e6eb",
  "#d2d7de",
  "#b6bdc8",
  "#8f98a6",
  "#5d6675",
  "#454d5a",
  "#2c323c",
  "#171b22",
];

const dark: MantineColorsTuple = [
  "#dfe3ea",
  "#c3cad4",
  "#a3acba",
  "#7d8796",
  "#3d4552",
  "#2d343f",
  "#222831",
  "#191e25",
  "#13171d",
  "#0d1014",
];

// Dark enough for white words on a button in both schemes.
const red: MantineColorsTuple = [
  "#fff0ef",
  "#fde0dd",
  "#f9bfb9",
  "#f39a91",
  "#ec7468",
  "#dd5145",
  "#c9372c",
  "#b42318",
  "#96190f",
  "#7a120a",
];

export const theme = createTheme({
  fontFamily: "'Inter Variable', system-ui, sans-serif",
  fontFamilyMonospace: "ui-monospace, 'Cascadia Mono', 'DejaVu Sans Mono', Menlo, Consolas, monospace",
  headings: { fontFamily: "'Inter Variable', system-ui, sans-serif", fontWeight: "650" },
  colors: { teal, gray, dark, red },
  primaryColor: "teal",
  primaryShade: { light: 7, dark: 6 },
  defaultRadius: "md",
  cursorType: "pointer",
  respectReducedMotion: true,
  radius: { xs: "3px", sm: "5px", md: "8px", lg: "12px", xl: "18px" },
  fontSizes: { xs: "0.75rem", sm: "0.875rem", md: "0.9375rem", lg: "1.0625rem", xl: "1.25rem" },
  components: {
    Paper: { defaultProps: { radius: "lg" } },
    Button: { defaultProps: { radius: "md" } },
    Modal: {
      defaultProps: {
        centered: true,
        radius: "lg",
        transitionProps: { duration: 120 },
        // The head of a dialog is no banner of the page.
        attributes: { header: { role: "presentation" } },
      },
      styles: { title: { fontSize: "1.0625rem", fontWeight: 650 } },
    },
    Drawer: {
      defaultProps: {
        transitionProps: { duration: 120 },
        attributes: { header: { role: "presentation" } },
      },
    },
    // The same heads as the long tables have.
    Table: {
      defaultProps: { borderColor: "var(--line)" },
      styles: {
        th: {
          fontSize: "var(--mantine-font-size-xs)",
          fontWeight: 600,
          color: "var(--mantine-color-dimmed)",
        },
      },
    },
    Popover: { defaultProps: { transitionProps: { duration: 100 }, shadow: "lg", radius: "lg" } },
    Menu: { defaultProps: { transitionProps: { duration: 100 }, shadow: "lg" } },
    Tooltip: { defaultProps: { openDelay: 250, transitionProps: { duration: 80 } } },
    Badge: { defaultProps: { radius: "sm" } },
    Notification: { defaultProps: { radius: "md" } },
  },
});

/** With the names of the buttons that the components bring along, in the language of the screen. */
export function themeIn(t: TFunction): MantineThemeOverride {
  const closeButtonProps = { "aria-label": t("common.close") };
  return mergeThemeOverrides(
    theme,
    createTheme({
      components: {
        Modal: { defaultProps: { closeButtonProps } },
        Notification: { defaultProps: { closeButtonProps } },
        PasswordInput: {
          defaultProps: { visibilityToggleButtonProps: { "aria-label": t("common.showPassword") } },
        },
      },
    }),
  );
}

/** Words that are less important still reach AA on every surface. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--mantine-color-body": "#ffffff",
    "--page": "#f7f8fa",
    "--mantine-color-dimmed": "#5d6675",
    "--mantine-color-placeholder": "#6b7482",
    "--mantine-color-error": "#b42318",
    "--surface": "#ffffff",
    "--surface-raised": "#ffffff",
    "--surface-sunk": "#eff1f4",
    "--line": "#e3e6eb",
    "--line-strong": "#c6ccd5",
    "--text": "#171b22",
    "--accent": "#0f6f62",
    "--focus": "#12806f",
  },
  dark: {
    "--mantine-color-body": "#171b21",
    "--page": "#0f1216",
    "--mantine-color-dimmed": "#a3acba",
    "--mantine-color-placeholder": "#939dac",
    "--mantine-color-error": "#ff9a8f",
    "--surface": "#171b21",
    "--surface-raised": "#1d222a",
    "--surface-sunk": "#11151a",
    "--line": "#262c35",
    "--line-strong": "#3a424e",
    "--text": "#e6e9ee",
    "--accent": "#6fd0c1",
    "--focus": "#3fb8a8",
  },
});
