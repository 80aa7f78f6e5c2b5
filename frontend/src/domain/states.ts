// The one table of states: which words, icon and tone a state has on every screen.

export type ToneName = "teal" | "amber" | "red" | "violet" | "blue" | "grey" | "green" | "inverse";

export type Shape = "tint" | "dashed" | "outline" | "solid";

export type StateIcon =
  | "check"
  | "out"
  | "alarm"
  | "question"
  | "split"
  | "wrench"
  | "box"
  | "boxDone"
  | "archive"
  | "cross"
  | "pause"
  | "ban"
  | "crown"
  | "dot"
  | "ring"
  | "progress"
  | "hollow"
  | "crossed"
  | "half"
  | "full"
  | "info"
  | "warning"
  | "lock"
  | "in"
  | "play";

export interface StateSpec {
  readonly tone: ToneName;
  readonly icon: StateIcon;
  readonly shape: Shape;
  /** i18n key of the word. */
  readonly word: string;
}

const spec = (word: string, tone: ToneName, icon: StateIcon, shape: Shape = "tint"): StateSpec => ({
  tone,
  icon,
  shape,
  word: `states.${word}`,
});

export type StateKind =
  | "item"
  | "person"
  | "transaction"
  | "station"
  | "level"
  | "draft"
  | "conflict"
  | "discrepancy"
  | "job"
  | "account"
  | "feed"
  | "action"
  | "count"
  | "verdict"
  | "stock"
  | "massLine";

const unknownState = spec("unknown", "grey", "question");

const table: Record<StateKind, Record<string, StateSpec>> = {
  item: {
    Available: spec("available", "teal", "check"),
    Issued: spec("issued", "amber", "out"),
    "Due soon": spec("dueSoon", "amber", "warning"),
    Overdue: spec("overdue", "red", "alarm"),
    "In doubt": spec("inDoubt", "violet", "question", "dashed"),
    Contested: spec("contested", "red", "split", "outline"),
    Maintenance: spec("maintenance", "blue", "wrench"),
    "For turn-in": spec("forTurnIn", "grey", "box"),
    "Turned in": spec("turnedIn", "grey", "boxDone"),
    Retired: spec("retired", "grey", "archive"),
    Lost: spec("lost", "inverse", "cross", "solid"),
  },
  person: {
    Active: spec("active", "teal", "check"),
    Inactive: spec("inactive", "grey", "pause"),
    Suspended: spec("suspended", "red", "ban"),
    Archived: spec("archived", "grey", "archive"),
  },
  transaction: {
    here: spec("savedHere", "teal", "hollow"),
    some: spec("onStations", "teal", "half"),
    everywhere: spec("everywhere", "teal", "full"),
  },
  station: {
    hub: spec("hub", "teal", "crown"),
    member: spec("member", "teal", "dot"),
    alone: spec("alone", "blue", "ring"),
    "catching-up": spec("catchingUp", "amber", "progress"),
    unreachable: spec("unreachable", "grey", "hollow", "dashed"),
    revoked: spec("revoked", "red", "crossed"),
    settling: spec("settling", "amber", "progress"),
    discovering: spec("discovering", "amber", "progress"),
    connecting: spec("connecting", "amber", "progress"),
  },
  level: {
    info: spec("info", "blue", "info"),
    success: spec("success", "green", "check"),
    warning: spec("warning", "amber", "warning"),
    error: spec("error", "red", "cross"),
  },
  draft: {
    mine: spec("mine", "teal", "dot"),
    other: spec("other", "grey", "ring"),
  },
  conflict: {
    Open: spec("open", "red", "split"),
    Resolved: spec("resolved", "teal", "check"),
  },
  discrepancy: {
    Open: spec("open", "red", "warning"),
    "Under review": spec("underReview", "amber", "half"),
    Resolved: spec("resolved", "teal", "check"),
    Closed: spec("closed", "grey", "archive"),
  },
  job: {
    running: spec("running", "blue", "progress"),
    done: spec("done", "teal", "check"),
    failed: spec("failed", "red", "cross"),
    cancelled: spec("cancelled", "grey", "pause"),
  },
  account: {
    active: spec("accountOnline", "teal", "dot"),
    locked: spec("accountLocked", "grey", "lock"),
    enabled: spec("accountEnabled", "grey", "ring"),
    disabled: spec("accountDisabled", "red", "ban"),
    shut: spec("accountShut", "amber", "lock"),
  },
  feed: {
    connecting: spec("connecting", "amber", "progress"),
    open: spec("connected", "green", "dot"),
    closed: spec("disconnected", "grey", "hollow", "dashed"),
  },
  stock: {
    unknown: spec("stockUnknown", "grey", "question", "dashed"),
    fine: spec("stockFine", "teal", "check"),
    low: spec("stockLow", "amber", "warning"),
    below: spec("stockBelow", "red", "alarm"),
    withdrawn: spec("stockWithdrawn", "grey", "archive"),
  },
  action: {
    Take: spec("take", "amber", "out"),
    Return: spec("return", "teal", "in"),
  },
  count: {
    Open: spec("countOpen", "blue", "play"),
    Closed: spec("countClosed", "amber", "half"),
    Signed: spec("countSigned", "green", "check"),
    Cancelled: spec("countCancelled", "grey", "ban"),
  },
  verdict: {
    found: spec("found", "teal", "check"),
    handled: spec("handled", "teal", "in"),
    missing: spec("missing", "red", "question"),
    unexpected: spec("unexpected", "amber", "warning"),
    out: spec("onReceipt", "grey", "out"),
    unknown: spec("unknownCode", "violet", "question", "dashed"),
    late: spec("late", "grey", "alarm"),
    already: spec("already", "grey", "check"),
  },
  massLine: {
    out: spec("massOut", "amber", "out"),
    back: spec("massBack", "teal", "in"),
    settled: spec("massSettled", "blue", "check"),
  },
};

/** The look of a state; a word this version does not know is shown as it came, in grey. */
export function stateSpec(kind: StateKind, state: string): StateSpec {
  return table[kind][state] ?? unknownState;
}

/** An item's state as a list shows it: of what is issued also that it is due soon. */
export function shownState(item: { readonly status: string; readonly dueSoon: boolean }): string {
  return item.dueSoon ? "Due soon" : item.status;
}

export function knownStates(kind: StateKind): readonly string[] {
  return Object.keys(table[kind]);
}
