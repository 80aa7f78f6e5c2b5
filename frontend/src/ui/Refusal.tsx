import { Button } from "@mantine/core";
import { Ban, Clock, OctagonAlert, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { errorRow, type Tone } from "../backend/errors";
import type { ToneName } from "../domain/states";
import { said } from "../i18n/said";
import { Notice } from "./Notice";

const looks: Record<Tone, { readonly tone: ToneName; readonly icon: typeof Ban }> = {
  refused: { tone: "red", icon: Ban },
  warning: { tone: "amber", icon: TriangleAlert },
  stop: { tone: "red", icon: OctagonAlert },
  wait: { tone: "blue", icon: Clock },
};

export interface RefusalProps {
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly fix: string;
    /** Id of the discrepancy that forbids it: the way to it is shown. */
    readonly discrepancy?: string;
  };
  /** The button that goes on from here. */
  readonly children?: ReactNode;
  readonly large?: boolean;
}

/** A refusal in words, where the eyes are; read out at once by a screen reader. */
export function Refusal({ error, children, large }: RefusalProps) {
  const { t } = useTranslation();
  return (
    <Notice
      {...looks[errorRow(error.code).tone]}
      role="alert"
      title={said(error.message)}
      text={said(error.fix)}
      large={large}
    >
      {error.discrepancy ? (
        <Button component={Link} to={`/discrepancies/${error.discrepancy}`} variant="default" size="sm">
          {t("discrepancies.show")}
        </Button>
      ) : null}
      {children}
    </Notice>
  );
}
