import "./theme/fonts.css";
import "@mantine/core/styles.css";
import "@mantine/notifications/styles.css";
import "@mantine/spotlight/styles.css";
import "@mantine/charts/styles.css";
import "@mantine/dates/styles.css";
import "./theme/states.css";
import { createRoot } from "react-dom/client";
import { HashRouter } from "react-router";
import { App } from "./App";
import { chooseBackend } from "./backend/choose";
import { startI18n } from "./i18n/i18n";
import { startStation } from "./start";
import { applyAppearance, getSettings } from "./state/settings";

// Before the first render, so that nothing flashes: inline scripts are forbidden by the content security policy.
applyAppearance(getSettings());

const place = document.getElementById("root");
if (!place) throw new Error("index.html has no #root");

await startI18n(getSettings().language);
const station = startStation(await chooseBackend());
createRoot(place).render(
  <HashRouter>
    <App station={station} />
  </HashRouter>,
);
