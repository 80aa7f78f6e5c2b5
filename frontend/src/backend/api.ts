import type { Backend } from "./backend";
import type * as T from "./types.gen";

/** One typed function per method of the door. No other file spells a method's name. */
export function makeApi(backend: Backend) {
  const call = backend.call.bind(backend);
  return {
    setup: {
      state: () => call<T.SetupState>("Setup.State"),
      createSite: (site: T.NewSite, setupToken: string) =>
        call<T.Recovery>("Setup.CreateSite", site, setupToken),
      recover: (lost: T.LostPasswords) => call<T.Account>("Setup.Recover", lost),
      replace: (lost: T.LostStations) => call<null>("Setup.Replace", lost),
      findStations: (setupToken: string) => call<readonly T.FoundStation[]>("Setup.FindStations", setupToken),
      join: (ask: T.JoinRequest, setupToken: string) => call<T.JoinState>("Setup.Join", ask, setupToken),
      joinState: () => call<T.JoinState>("Setup.JoinState"),
      cancelJoin: (setupToken: string) => call<T.JoinState>("Setup.CancelJoin", setupToken),
    },
    session: {
      signIn: (username: string, password: string) => call<T.SignedIn>("Session.SignIn", username, password),
      signOut: () => call<null>("Session.SignOut"),
      me: () => call<T.Account>("Session.Me"),
      whose: () => call<T.Account>("Session.Whose"),
      lock: () => call<null>("Session.Lock"),
      unlock: (password: string) => call<T.Account>("Session.Unlock", password),
      /** A second person's word for the next command of this session that needs one. */
      approve: (username: string, password: string) => call<null>("Session.Approve", username, password),
      changePassword: (old: string, next: string) => call<null>("Session.ChangePassword", old, next),
      shell: () => call<T.Shell>("Session.Shell"),
      search: (text: string) => call<readonly T.Hit[]>("Session.Search", text),
    },
    counter: {
      scan: (code: string) => call<T.Scan>("Counter.Scan", code),
      person: (id: string) => call<T.PersonRecord>("Counter.Person", id),
      propose: (request: T.ProposeRequest) => call<T.Proposal>("Counter.Propose", request),
      issue: (request: T.IssueRequest) => call<T.Transaction>("Counter.Issue", request),
      giveBack: (request: T.ReturnRequest) => call<T.Transaction>("Counter.Return", request),
      convert: (request: T.ConvertRequest) => call<T.Transaction>("Counter.Convert", request),
      undo: (id: string, commandId: string) => call<T.Transaction>("Counter.Undo", id, commandId),
      newCommand: () => call<string>("Counter.NewCommand"),
      recent: (limit: number) => call<readonly T.Transaction[]>("Counter.Recent", limit),
    },
    drafts: {
      list: () => call<readonly T.Draft[]>("Drafts.List"),
      save: (draft: T.Draft) => call<T.Draft>("Drafts.Save", draft),
      discard: (id: string) => call<null>("Drafts.Discard", id),
      takeOver: (id: string) => call<T.Draft>("Drafts.TakeOver", id),
    },
    inventory: {
      list: (query: T.ListQuery) => call<T.Page<T.ItemRow>>("Inventory.List", query),
      get: (id: string) => call<T.ItemRecord>("Inventory.Get", id),
      save: (form: T.ItemForm) => call<T.ItemRecord>("Inventory.Save", form),
      setStatus: (change: T.StatusChange) => call<T.ItemRecord>("Inventory.SetStatus", change),
      models: () => call<readonly T.Model[]>("Inventory.Models"),
      saveModel: (model: T.Model) => call<T.Model>("Inventory.SaveModel", model),
    },
    maintenance: {
      now: (query: T.ListQuery) => call<T.Page<T.MaintenanceRow>>("Maintenance.Now", query),
      due: (query: T.ListQuery) => call<T.Page<T.MaintenanceRow>>("Maintenance.Due", query),
      log: (form: T.WorkForm) => call<T.ItemRecord>("Maintenance.Log", form),
      setService: (change: T.StatusChange) => call<T.ItemRecord>("Maintenance.SetService", change),
    },
    people: {
      list: (query: T.ListQuery) => call<T.Page<T.PersonRow>>("People.List", query),
      get: (id: string) => call<T.PersonRecord>("People.Get", id),
      save: (form: T.PersonForm) => call<T.PersonRecord>("People.Save", form),
      setStatus: (change: T.StatusChange) => call<T.PersonRecord>("People.SetStatus", change),
    },
    stock: {
      list: () => call<readonly T.StockRow[]>("Stock.List"),
      get: (id: string) => call<T.StockRecord>("Stock.Get", id),
      save: (form: T.StockForm) => call<T.StockRow>("Stock.Save", form),
      change: (change: T.StockChange) => call<T.StockRow>("Stock.Change", change),
    },
    attachments: {
      /** `data`: a JPEG or PNG picture in base64; answers the id that a form names it by. */
      add: (kind: "photo" | "signature", data: string) => call<string>("Attachments.Add", kind, data),
      get: (id: string) => call<T.AttachmentView>("Attachments.Get", id),
    },
    transactions: {
      list: (query: T.ListQuery) => call<T.Page<T.Transaction>>("Transactions.List", query),
      get: (id: string) => call<T.Transaction>("Transactions.Get", id),
    },
    mass: {
      list: () => call<readonly T.MassRow[]>("Mass.List"),
      open: (mass: T.NewMass) => call<T.MassRow>("Mass.Open", mass),
      close: (id: string, note: string) => call<T.MassRow>("Mass.Close", id, note),
      issue: (request: T.MassIssue) => call<T.Transaction>("Mass.Issue", request),
      figures: (id: string) => call<T.MassFigures>("Mass.Figures", id),
      rehearse: (ask: T.RehearsalAsk) => call<T.Rehearsal>("Mass.Rehearse", ask),
      account: (id: string) => call<T.MassAccount>("Mass.Account", id),
      exportAccount: (id: string, format: "csv" | "xlsx") => call<T.File>("Mass.Export", id, format),
    },
    print: {
      receipt: (id: string, how: T.ReceiptPrint) => call<T.File>("Print.Receipt", id, how),
      /** Remembers at this PC that a receipt was printed: what is printed of it from now on is a copy. */
      printed: (id: string) => call<null>("Print.Printed", id),
      custody: (kind: "item" | "person", id: string) => call<T.File>("Print.Custody", kind, id),
      tags: (items: readonly string[]) => call<T.File>("Print.Tags", items),
      cards: (people: readonly string[]) => call<T.File>("Print.Cards", people),
      codes: (kind: "item" | "person", ids: readonly string[]) => call<T.File>("Print.Codes", kind, ids),
      count: (id: string) => call<T.File>("Print.Count", id),
      strength: () => call<T.File>("Print.Strength"),
      mass: (id: string) => call<T.File>("Print.Mass", id),
      settings: () => call<T.PrinterSettings>("Print.Settings"),
      saveSettings: (set: T.PrinterSettings) => call<T.PrinterSettings>("Print.SaveSettings", set),
    },
    counts: {
      list: (query: T.ListQuery) => call<T.Page<T.CountRow>>("Counts.List", query),
      open: (count: T.NewCount) => call<T.CountRecord>("Counts.Open", count),
      get: (id: string) => call<T.CountRecord>("Counts.Get", id),
      lines: (id: string, verdict: string, query: T.ListQuery) =>
        call<T.Page<T.CountLine>>("Counts.Lines", id, verdict, query),
      scan: (ask: T.CountScanRequest) => call<T.CountScanned>("Counts.Scan", ask),
      close: (id: string, notes: string) => call<T.CountRecord>("Counts.Close", id, notes),
      sign: (ask: T.CountSignature) => call<T.CountRecord>("Counts.Sign", ask),
      cancel: (id: string, reason: string) => call<T.CountRecord>("Counts.Cancel", id, reason),
    },
    reports: {
      get: (query: T.ReportQuery) => call<T.Report>("Reports.Get", query),
      print: (query: T.ReportQuery) => call<T.File>("Reports.Print", query),
      export: (format: "csv" | "xlsx", query: T.ReportQuery) => call<T.File>("Reports.Export", format, query),
    },
    board: {
      get: () => call<T.Board>("Board.Get"),
      feed: (beforeSeq: number, limit: number) => call<readonly T.FeedLine[]>("Board.Feed", beforeSeq, limit),
    },
    notices: {
      list: (query: T.ListQuery) => call<T.Page<T.Notification>>("Notices.List", query),
      markRead: (ids: readonly string[]) => call<null>("Notices.MarkRead", ids),
      announcements: () => call<readonly T.Announcement[]>("Notices.Announcements"),
      publish: (announcement: T.NewAnnouncement) => call<T.Announcement>("Notices.Publish", announcement),
      acknowledge: (id: string) => call<null>("Notices.Acknowledge", id),
      withdraw: (id: string, reason: string) => call<null>("Notices.Withdraw", id, reason),
      notify: (notice: T.NewAnnouncement) => call<null>("Notices.Notify", notice),
    },
    accounts: {
      list: () => call<readonly T.Account[]>("Accounts.List"),
      add: (account: T.NewAccount) => call<T.Account>("Accounts.Add", account),
      edit: (account: T.EditAccount) => call<T.Account>("Accounts.Edit", account),
      resetPassword: (id: string, password: string) => call<null>("Accounts.ResetPassword", id, password),
    },
    settings: {
      site: () => call<T.SiteSettings>("Settings.Site"),
      saveSite: (site: T.SiteSettings) => call<T.SiteSettings>("Settings.SaveSite", site),
      lists: () => call<readonly T.ReferenceList[]>("Settings.Lists"),
      saveList: (list: T.ReferenceList) => call<T.ReferenceList>("Settings.SaveList", list),
      purposes: () => call<readonly T.Purpose[]>("Settings.Purposes"),
      savePurpose: (purpose: T.Purpose) => call<T.Purpose>("Settings.SavePurpose", purpose),
    },
    stations: {
      list: () => call<readonly T.StationRow[]>("Stations.List"),
      lan: () => call<T.Lan>("Stations.Lan"),
      rename: (id: string, name: string) => call<null>("Stations.Rename", id, name),
      setPriority: (id: string, priority: number) => call<null>("Stations.SetPriority", id, priority),
      makeHub: (id: string) => call<null>("Stations.MakeHub", id),
      addAddress: (address: string) => call<null>("Stations.AddAddress", address),
      revoke: (id: string, reason: string, password: string) =>
        call<null>("Stations.Revoke", id, reason, password),
      invite: (password: string) => call<T.Invitation>("Stations.Invite", password),
      invitation: () => call<T.Invitation>("Stations.Invitation"),
      admit: (yes: boolean) => call<T.Invitation>("Stations.Admit", yes),
      cancelInvite: () => call<T.Invitation>("Stations.CancelInvite"),
    },
    discrepancies: {
      list: (query: T.ListQuery) => call<T.Page<T.DiscrepancyRow>>("Discrepancies.List", query),
      get: (id: string) => call<T.Discrepancy>("Discrepancies.Get", id),
      raise: (form: T.NewDiscrepancy) => call<T.Discrepancy>("Discrepancies.Raise", form),
      decide: (decision: T.DiscrepancyDecision) => call<T.Discrepancy>("Discrepancies.Decide", decision),
    },
    conflicts: {
      resolve: (id: string, finding: string, choice: string) =>
        call<null>("Conflicts.Resolve", id, finding, choice),
    },
    exchange: {
      begin: (what: "people" | "items", fileName: string, bytes: number) =>
        call<string>("Exchange.Begin", what, fileName, bytes),
      chunk: (uploadId: string, index: number, base64: string) =>
        call<null>("Exchange.Chunk", uploadId, index, base64),
      dryRun: (uploadId: string) => call<T.Job>("Exchange.DryRun", uploadId),
      preview: (uploadId: string) => call<T.ImportPreview>("Exchange.Preview", uploadId),
      commit: (uploadId: string) => call<T.Job>("Exchange.Commit", uploadId),
      exportList: (
        what: "people" | "items" | "transactions" | "stock",
        format: "csv" | "xlsx",
        query: T.ListQuery,
      ) => call<T.File>("Exchange.Export", what, format, query),
    },
    audit: {
      summary: () => call<T.AuditSummary>("Audit.Summary"),
      verify: () => call<T.Job>("Audit.Verify"),
      backup: (dir: string) => call<T.Job>("Audit.Backup", dir),
      backups: () => call<readonly T.BackupRow[]>("Audit.Backups"),
      restore: (path: string) => call<T.Job>("Audit.Restore", path),
      entries: (query: T.ListQuery) => call<T.Page<T.HistoryEvent>>("Audit.Entries", query),
      setSchedule: (dir: string, everyHours: number) => call<null>("Audit.SetSchedule", dir, everyHours),
    },
    jobs: {
      get: (id: string) => call<T.Job>("Jobs.Get", id),
      cancel: (id: string) => call<null>("Jobs.Cancel", id),
    },
  };
}

export type Api = ReturnType<typeof makeApi>;
