import type { Backend } from "../backend";
import { toBackendError } from "../errors";
import type * as T from "../types.gen";
import * as attachments from "./attachments";
import * as conflicts from "./conflicts";
import * as counter from "./counter";
import { FakeCounts } from "./counts";
import * as discrepancies from "./discrepancies";
import * as drafts from "./drafts";
import { FakeExchange } from "./exchange";
import { hex, nextId } from "./ids";
import { FakeJoining } from "./joining";
import { FakeLan } from "./lan";
import * as maintenance from "./maintenance";
import * as mass from "./mass";
import { FakePrint } from "./print";
import * as receipts from "./receipts";
import * as records from "./records";
import * as reports from "./reports";
import * as site from "./site";
import * as stock from "./stock";
import { type FakeOptions, FakeStore, refuse } from "./store";

export interface FakeBackend extends Backend {
  /** For tests: what the station knows, and its push channel. */
  readonly store: FakeStore;
  readonly lan: FakeLan;
  /** Every call made, in order. */
  readonly calls: { readonly method: string; readonly args: readonly unknown[] }[];
  /** Makes the next call of this method fail. */
  failNext(method: string, error: T.Error): void;
}

type Handler = (...args: never[]) => unknown;

/** A station in memory, with believable data. For development (`?fake`) and tests; never in the built bundle. */
export function fakeBackend(options?: FakeOptions): FakeBackend {
  const fromAddress = (): FakeOptions => {
    const q = new URLSearchParams(location.search);
    return {
      as: q.get("as") ?? "root",
      needsSite: q.has("new"),
      stranded: q.has("stranded"),
      items: Number(q.get("items") ?? 0),
      lan: q.get("lan") ?? "hub",
      drafts: q.has("drafts"),
      mass: q.has("mass"),
      empty: q.has("empty"),
    };
  };
  const all = options ?? fromAddress();
  const store = new FakeStore(all);
  const lan = new FakeLan(store, all.lan ?? "hub");
  const handlers = handlersOf(store, lan);
  const calls: { method: string; args: readonly unknown[] }[] = [];
  const failures = new Map<string, T.Error>();

  return {
    kind: "fake",
    store,
    lan,
    calls,
    failNext: (method, error) => failures.set(method, error),
    async call<R>(method: string, ...args: readonly unknown[]): Promise<R> {
      calls.push({ method, args });
      await Promise.resolve();
      const failure = failures.get(method);
      if (failure) {
        failures.delete(method);
        throw toBackendError(failure);
      }
      store.seconded = "";
      const handler = handlers[method];
      if (!handler) throw refuse("NOT_FOUND", `The fake has no ${method}.`);
      // What crosses the real door is a copy as well.
      return structuredClone(handler(...(structuredClone(args) as never[])) ?? null) as R;
    },
    push: (listener) => store.listen(listener),
    saveFile: async (name) => name,
  };
}

function handlersOf(s: FakeStore, lan: FakeLan): Record<string, Handler> {
  const exchange = new FakeExchange(s);
  const print = new FakePrint(s);
  const counts = new FakeCounts(s);
  const joining = new FakeJoining(s, new URLSearchParams(location.search).get("join"));
  return {
    "Setup.State": (): T.SetupState => ({
      needsSite: s.needsSite,
      canJoin: s.needsSite || s.stranded,
      site: s.needsSite ? "" : s.site.name,
      unit: s.needsSite ? "" : s.site.unit,
      station: s.needsSite ? "" : s.station.name,
      hostName: "COUNTER-1",
      dataDir: "/home/armory/.local/share/armguard",
      version: "0.1.0",
      busy: "",
      progress: 0,
      problem: s.stranded
        ? {
            code: "NOT_ENROLLED",
            message: "This data folder holds a site, but this PC is not one of its stations.",
            fix: "Join the site with a join code from another station.",
          }
        : null,
      needsToken: false,
      interactive: false,
    }),
    "Setup.CreateSite": (n: T.NewSite) => {
      site.checkPassword(n.password, "superuser");
      s.site = { ...s.site, name: n.site, unit: n.unit };
      s.station = { ...s.station, name: n.station };
      s.needsSite = false;
      return site.recovery();
    },
    "Setup.Recover": (lost: T.LostPasswords) => {
      site.checkPassword(lost.password, "superuser");
      const typed = lost.sheet.trim().split(/\s+/).length;
      if (typed !== 24) {
        throw refuse(
          "INVALID",
          `The recovery sheet has 24 words; this is ${typed}.`,
          "Type all of them in their order.",
        );
      }
      const { sheet: _sheet, fullName: name, ...account } = lost;
      return site.newAccount(s, { ...account, name, role: "superuser" });
    },
    "Setup.Replace": (lost: T.LostStations) => {
      s.station = { ...s.station, name: lost.station };
      s.stranded = false;
    },
    "Setup.FindStations": () => joining.find(),
    "Setup.Join": () => joining.start(),
    "Setup.JoinState": () => joining.look(),
    "Setup.CancelJoin": () => joining.cancel(),
    "Session.SignIn": (username: string, password: string): T.SignedIn => {
      const a = s.accounts.find((x) => x.username === username.trim().toLowerCase());
      if (!a || password.length < 4 || a.disabled) {
        throw refuse("BAD_PASSWORD", "The username or the password is wrong.", "Try again.");
      }
      s.account = a;
      s.locked = false;
      return { token: hex(3), account: a };
    },
    "Session.SignOut": () => {
      s.account = null;
      s.locked = false;
    },
    "Session.Me": () => s.who(),
    "Session.Whose": () => {
      if (!s.account) throw refuse("SIGNED_OUT", "You are signed out.", "Sign in again.");
      return s.account;
    },
    "Session.Lock": () => {
      s.who();
      s.locked = true;
      s.changed("session");
    },
    "Session.Unlock": (password: string) => {
      if (password.length < 4) throw refuse("BAD_PASSWORD", "The password is wrong.", "Try again.");
      s.locked = false;
      return s.who();
    },
    "Session.Approve": (username: string, password: string) => {
      const account = s.need("override");
      const second = s.accounts.find((x) => x.username === username.trim().toLowerCase());
      if (!second || password.length < 4 || second.disabled) {
        throw refuse("BAD_PASSWORD", "The username or the password is wrong.", "Type both again.");
      }
      if (second === account)
        throw refuse("FORBIDDEN", "Nobody is the second person to himself.", "Ask a colleague.");
      s.approval = second;
    },
    "Session.ChangePassword": (_old: string, next: string) => site.checkPassword(next, s.who().role),
    "Session.Shell": () => lan.shell(),
    "Session.Search": (text: string) => records.search(s, text),

    "Counter.Scan": (code: string) => {
      s.need("take");
      return counter.scan(s, code);
    },
    "Counter.Person": (id: string) => s.personRecord(id),
    "Counter.Propose": (r: T.ProposeRequest) => counter.propose(s, r),
    "Counter.Issue": (r: T.IssueRequest) => counter.issue(s, r),
    "Counter.Convert": (r: T.ConvertRequest) => receipts.convert(s, r),
    "Counter.Undo": (id: string, commandId: string) => counter.undo(s, id, commandId),
    "Counter.Return": (r: T.ReturnRequest) => counter.giveBack(s, r),
    "Counter.NewCommand": () => nextId(),
    "Counter.Recent": (limit: number) => s.transactions.slice(0, limit),

    "Mass.List": () => mass.list(s),
    "Mass.Open": (m: T.NewMass) => mass.open(s, m),
    "Mass.Close": (id: string, note: string) => mass.close(s, id, note),
    "Mass.Issue": (r: T.MassIssue) => mass.issue(s, r),
    "Mass.Figures": (id: string) => mass.figures(s, id),
    "Mass.Rehearse": (ask: T.RehearsalAsk) => mass.rehearse(s, ask),
    "Mass.Account": (id: string) => mass.account(s, id),
    "Mass.Export": (id: string, format: string): T.File => ({
      name: `${mass.find(s, id).title}.${format}`,
      mime: "text/csv",
      base64: btoa("state,person\n"),
    }),
    "Print.Mass": (id: string) => print.file(`Mass issue ${mass.find(s, id).title}`),

    "Drafts.List": () => drafts.list(s),
    "Drafts.Save": (d: T.Draft) => drafts.save(s, d),
    "Drafts.Discard": (id: string) => {
      s.drafts = s.drafts.filter((d) => d.id !== id);
      s.changed("drafts");
    },
    "Drafts.TakeOver": (id: string) => drafts.takeOver(s, id),

    "Inventory.List": (q: T.ListQuery) => records.listItems(s, q),
    "Inventory.Get": (id: string) => records.itemRecord(s, id),
    "Inventory.Save": (f: T.ItemForm) => records.saveItem(s, f),
    "Inventory.SetStatus": (c: T.StatusChange) => records.setItemStatus(s, c),
    "Inventory.Models": () => s.models,
    "Inventory.SaveModel": (m: T.Model) => {
      s.need("model.edit");
      const saved = { ...m, id: m.id || nextId() };
      const i = s.models.findIndex((x) => x.id === saved.id);
      if (i < 0) s.models.push(saved);
      else s.models[i] = saved;
      s.changed("settings", "items");
      return saved;
    },

    "Maintenance.Now": (q: T.ListQuery) => maintenance.now(s, q),
    "Maintenance.Due": (q: T.ListQuery) => maintenance.due(s, q),
    "Maintenance.Log": (f: T.WorkForm) => maintenance.log(s, f),
    "Maintenance.SetService": (c: T.StatusChange) => maintenance.setService(s, c),

    "People.List": (q: T.ListQuery) => records.listPeople(s, q),
    "People.Get": (id: string) => s.personRecord(id),
    "People.Save": (f: T.PersonForm) => records.savePerson(s, f),
    "People.SetStatus": (c: T.StatusChange) => records.setPersonStatus(s, c),

    "Stock.List": () => stock.list(s),
    "Stock.Get": (id: string) => stock.get(s, id),
    "Stock.Save": (f: T.StockForm) => stock.save(s, f),
    "Stock.Change": (c: T.StockChange) => stock.change(s, c),

    "Attachments.Add": (kind: string, data: string) => attachments.add(s, kind, data),
    "Attachments.Get": (id: string) => attachments.get(s, id),

    "Transactions.List": (q: T.ListQuery) => records.listTransactions(s, q),
    "Transactions.Get": (id: string) => {
      const t = s.transactions.find((x) => x.id === id || x.receiptNo === id);
      if (!t) throw refuse("NOT_FOUND", "No such receipt.", "Search again.");
      return t;
    },

    "Print.Receipt": (id: string, how: T.ReceiptPrint) => print.receipt(id, how),
    "Print.Printed": (id: string) => receipts.printed(s, id),
    "Print.Custody": () => print.file("History"),
    "Print.Tags": (ids: readonly string[]) => print.list("Item tags", ids),
    "Print.Cards": (ids: readonly string[]) => print.list("ID cards", ids),
    "Print.Codes": (kind: string, ids: readonly string[]) =>
      print.list(kind === "item" ? "Codes of items" : "Codes of people", ids),
    "Print.Count": () => print.file("Count"),
    "Print.Strength": () => print.file("Strength report"),
    "Print.Settings": () => print.settings,
    "Print.SaveSettings": (set: T.PrinterSettings) => print.save(set),

    "Counts.List": (q: T.ListQuery) => counts.list(q),
    "Counts.Open": (n: T.NewCount) => counts.open(n),
    "Counts.Get": (id: string) => counts.get(id),
    "Counts.Lines": (id: string, verdict: string, q: T.ListQuery) => counts.lines(id, verdict, q),
    "Counts.Scan": (ask: T.CountScanRequest) => counts.scan(ask),
    "Counts.Close": (id: string, notes: string) => counts.close(id, notes),
    "Counts.Sign": (ask: T.CountSignature) => counts.sign(ask),
    "Counts.Cancel": (id: string, reason: string) => counts.cancel(id, reason),

    "Board.Get": () => site.board(s),
    "Board.Feed": (before: number, limit: number) =>
      s.feed.filter((l) => before === 0 || l.seq < before).slice(0, limit),

    "Notices.List": (q: T.ListQuery) => site.notices(s, q),
    "Notices.MarkRead": (ids: readonly string[]) => {
      s.notifications = s.notifications.map((n) =>
        ids.length === 0 || ids.includes(n.id) ? { ...n, read: true } : n,
      );
      s.changed("notifications", "shell");
    },
    "Notices.Announcements": () => s.announcements,
    "Notices.Publish": (n: T.NewAnnouncement) => {
      const account = s.need("announcement.publish");
      const made: T.Announcement = {
        ...n,
        id: nextId(),
        author: account.name,
        time: new Date().toISOString(),
        withdrawn: false,
        mine: false,
        acked: [],
        waiting: s.accounts.filter((a) => !a.disabled && a.role !== "display").map((a) => a.name),
      };
      s.announcements = [made, ...s.announcements];
      s.changed("announcements", "shell");
      return made;
    },
    "Notices.Acknowledge": (id: string) => {
      const account = s.need("announcement.ack");
      s.announcements = s.announcements.map((a) =>
        a.id === id && !a.mine
          ? {
              ...a,
              mine: true,
              acked: [
                ...a.acked,
                { name: account.name, time: new Date().toISOString(), station: s.station.name },
              ],
              waiting: a.waiting.filter((n) => n !== account.name),
            }
          : a,
      );
      s.changed("announcements", "shell");
    },
    "Notices.Withdraw": (id: string, _reason: string) => {
      s.need("announcement.publish");
      s.announcements = s.announcements.map((a) => (a.id === id ? { ...a, withdrawn: true } : a));
      s.changed("announcements", "shell");
    },
    "Notices.Notify": (n: T.NewAnnouncement) => s.notify(n.title, n.text, n.level),

    "Accounts.List": () => {
      s.need("read");
      return s.accounts;
    },
    "Accounts.Add": (a: T.NewAccount) => site.addAccount(s, a),
    "Accounts.Edit": (e: T.EditAccount) => site.editAccount(s, e),
    "Accounts.ResetPassword": (id: string, password: string) => {
      s.need("account.edit");
      site.checkPassword(password, s.accounts.find((a) => a.id === id)?.role ?? "");
    },

    "Settings.Site": () => s.site,
    "Settings.SaveSite": (n: T.SiteSettings) => {
      s.need("site.edit");
      s.site = n;
      s.changed("settings", "shell");
      return n;
    },
    "Settings.Lists": () => s.lists,
    "Settings.SaveList": (l: T.ReferenceList) => {
      s.need("list.edit");
      const i = s.lists.findIndex((x) => x.name === l.name);
      if (i >= 0) s.lists[i] = { ...l };
      s.changed("settings");
      return l;
    },
    "Settings.Purposes": () => s.purposes,
    "Settings.SavePurpose": (p: T.Purpose) => {
      s.need("purpose.edit");
      const saved = { ...p, id: p.id || nextId() };
      const i = s.purposes.findIndex((x) => x.id === saved.id);
      if (i < 0) s.purposes.push(saved);
      else s.purposes[i] = saved;
      s.changed("settings");
      return saved;
    },

    "Stations.List": () => lan.now().stations,
    "Stations.Lan": () => lan.now(),
    "Stations.Invite": (password: string) => lan.invite(password),
    "Stations.Invitation": () => lan.invitation(),
    "Stations.Admit": (yes: boolean) => lan.admit(yes),
    "Stations.CancelInvite": () => lan.cancel(),
    "Stations.Revoke": (id: string, _reason: string, password: string) => lan.revoke(id, password),
    "Stations.SetPriority": (id: string, priority: number) => lan.change(id, { priority }),
    "Stations.MakeHub": (id: string) => lan.makeHub(id),
    "Stations.AddAddress": (address: string) => lan.addAddress(address),
    "Stations.Rename": (id: string, name: string) => {
      lan.change(id, { name });
      if (id === s.station.id) s.station = { ...s.station, name };
    },
    "Discrepancies.List": (q: T.ListQuery) => discrepancies.list(s, q),
    "Discrepancies.Get": (id: string) => discrepancies.get(s, id),
    "Discrepancies.Raise": (f: T.NewDiscrepancy) => discrepancies.raise(s, f),
    "Discrepancies.Decide": (d: T.DiscrepancyDecision) => discrepancies.decide(s, d),

    "Conflicts.List": () => s.conflicts,
    "Conflicts.Resolve": (id: string, finding: string, choice: string) =>
      conflicts.resolve(s, id, finding, choice),

    "Exchange.Begin": (what: string, file: string, size: number) => exchange.begin(what, file, size),
    "Exchange.Chunk": (id: string, _index: number, base64: string) => exchange.chunk(id, base64),
    "Exchange.DryRun": (id: string) => exchange.dryRun(id),
    "Exchange.Preview": (id: string) => exchange.preview(id),
    "Exchange.Commit": (id: string) => exchange.commit(id),
    "Exchange.Export": (what: string, format: string): T.File => ({
      name: `${what}.${format}`,
      mime: "text/csv",
      base64: btoa("label\n"),
    }),

    "Reports.Get": (q: T.ReportQuery) => reports.report(s, q),
    "Reports.Print": (q: T.ReportQuery) => print.file(`Report ${q.report} ${q.by}`),
    "Reports.Export": (format: string, q: T.ReportQuery) => reports.save(s, format, q),

    "Audit.Summary": () => site.audit(s),
    "Audit.Verify": () =>
      site.startJob(s, "verify", 18_204, "All 18,204 entries in 3 logs are whole.", 1500, () => {
        s.lastVerify = new Date().toISOString();
        s.changed("audit");
        return null;
      }),
    "Audit.Backup": (dir: string) =>
      site.startJob(s, "backup", 43_120_640, `43.1 MB written to ${dir || s.backupDir}.`),
    "Audit.Backups": (): readonly T.BackupRow[] =>
      (s.lastBackup === "" ? [] : [190, 190 + 1440, 190 + 2880]).map((m, i) => ({
        path: `${s.backupDir}/2026112${4 - i}-020000-scheduled-WKM2KG.armguard-backup`,
        time: new Date(Date.now() - m * 60_000).toISOString(),
        bytes: 43_120_640 - i * 120_000,
        entries: i === 2 ? 0 : 18_190 - i * 84,
        bad: i === 2 ? "This is no backup, or it is damaged." : "",
      })),
    "Audit.Restore": () => site.startJob(s, "restore", 3, "The backup is in place."),
    "Audit.Entries": (q: T.ListQuery) =>
      s.page(
        s.events.map((e) => e.event),
        q,
      ),
    "Audit.SetSchedule": (dir: string, hours: number) => {
      s.backupDir = dir;
      s.backupEvery = hours;
      s.changed("audit");
    },

    "Jobs.Get": (id: string) => {
      const job = s.jobs.get(id);
      if (!job) throw refuse("NOT_FOUND", "This work is not known any more.");
      return job;
    },
    "Jobs.Cancel": (id: string) => {
      const job = s.jobs.get(id);
      if (job?.state === "running") {
        s.jobs.set(id, {
          ...job,
          state: "cancelled",
          error: {
            code: "CANCELLED",
            message: "It was stopped. Nothing was changed.",
            fix: "Begin again when you like.",
          },
        });
      }
      s.changed("jobs");
    },
  };
}
