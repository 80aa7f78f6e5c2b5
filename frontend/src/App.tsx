import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { Suspense, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { Navigate, Route, Routes, useLocation, useNavigate } from "react-router";
import { baseActions } from "./actions/base";
import { ActionsProvider } from "./actions/registry";
import { Beginning } from "./entry/Beginning";
import { SignIn } from "./entry/SignIn";
import { Loading, Starting, StoreProblem, Unreachable } from "./entry/Starting";
import { Bare } from "./shell/Bare";
import { Shell } from "./shell/Shell";
import type { Station } from "./start";
import { DoorsProvider } from "./state/doors";
import { ScanProvider } from "./state/scan";
import { SessionProvider, useSession } from "./state/session";
import { useSettings } from "./state/settings";
import { cssVariables, themeIn } from "./theme/theme";
import { Page } from "./ui/Page";
import { PageHead } from "./ui/PageHead";
import { Waiting } from "./ui/Waiting";
import { routeAddress, routeAllowed, routes } from "./views/routes";

/** The whole screen on one station. The router is outside, so that tests can bring their own. */
export function App({ station }: { readonly station: Station }) {
  const { scheme } = useSettings();
  const { t } = useTranslation();
  const theme = useMemo(() => themeIn(t), [t]);
  return (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme={scheme}>
      <QueryClientProvider client={station.client}>
        <DoorsProvider doors={station.doors}>
          <SessionProvider signals={station.signals}>
            <Gate />
          </SessionProvider>
        </DoorsProvider>
      </QueryClientProvider>
    </MantineProvider>
  );
}

/** What stands between the start and the pages. */
function Gate() {
  const session = useSession();
  const { phase, setup } = session;
  // The recovery sheet stays until it is written down, although the site exists from the moment it is shown.
  const [sheet, setSheet] = useState(false);
  if (setup && (phase === "needsSite" || sheet)) {
    return (
      <Beginning
        setup={setup}
        onSheet={() => setSheet(true)}
        onDone={(made) =>
          void session
            .signIn(made.username, made.password)
            .catch(() => undefined)
            .finally(() => {
              session.reread();
              setSheet(false);
            })
        }
      />
    );
  }
  switch (phase) {
    case "loading":
      return <Loading />;
    case "unreachable":
      return <Unreachable />;
    case "starting":
      return setup ? <Starting setup={setup} /> : null;
    case "problem":
      return setup ? <StoreProblem setup={setup} /> : null;
    case "needsSite":
      return null;
    case "signedOut":
      return <SignIn />;
    case "open":
      // What one person typed is not there for the next.
      return <Pages key={session.account?.id} />;
    default:
      return phase satisfies never;
  }
}

const base = baseActions(routes);

function Pages() {
  const { can, locked } = useSession();
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const open = routes.filter((r) => routeAllowed(r, can));
  const first = open[0];
  const home = first ? routeAddress(first) : "/";
  const Around = open.some((r) => r.bare && r.path === pathname) ? Bare : Shell;
  return (
    <ScanProvider active={!locked} fallback={(code) => void navigate("/counter", { state: { scan: code } })}>
      <ActionsProvider base={base}>
        <Around>
          <Suspense
            fallback={
              <Page>
                <Waiting />
              </Page>
            }
          >
            <Routes>
              {open.map((route) => (
                <Route key={route.path} path={route.path} element={<route.view />} />
              ))}
              <Route path="/" element={home === "/" ? <NoPage /> : <Navigate to={home} replace />} />
              <Route path="*" element={<NoPage />} />
            </Routes>
          </Suspense>
        </Around>
      </ActionsProvider>
    </ScanProvider>
  );
}

function NoPage() {
  const { t } = useTranslation();
  return (
    <Page>
      <PageHead title={t("shell.noPage")} lead={t("shell.noPageHint")} />
    </Page>
  );
}
