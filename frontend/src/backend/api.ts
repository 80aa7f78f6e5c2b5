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
    people: {
      list: (query: T.ListQuery) => call<T.Page<T.PersonRow>>("People.List", query),
      get: (id: string) => call<T.PersonRecord>("People.Get", id),
      save: (form: T.PersonForm) => call<T.PersonRecord>("People.Save", form),
      setStatus: (change: T.StatusChange) => call<T.PersonRecord>("People.SetStatus", change),
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
    print: {
      receipt: (id: string, how: T.ReceiptPrint) => call<T.File>("Print.Receipt", id, how),
      /** Remembers at this PC that a receipt was printed: what is printed of it from now on is a copy. */
      printed: (id: string) => call<null>("Print.Printed", id),
      custody: (kind: "item" | "person", id: string) => call<T.File>("Print.Custody", kind, id),
      tags: (items: readonly string[]) => call<T.File>("Print.Tags", items),
      cards: (people: readonly string[]) => call<T.File>("Print.Cards", people),
      codes: (kind: "item" | "person", ids: readonly string[]) => call<T.File>("Print.Codes", kind, ids),
      strength: () => call<T.File>("Print.Strength"),
      settings: () => call<T.PrinterSettings>("Print.Settings"),
      saveSettings: (set: T.PrinterSettings) => call<T.PrinterSettings>("Print.SaveSettings", set),
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
    conflicts: {
      list: () => call<readonly T.Conflict[]>("Conflicts.List"),
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
      exportList: (what: "people" | "items" | "transactions", format: "csv" | "xlsx", query: T.ListQuery) =>
        call<T.File>("Exchange.Export", what, format, query),
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
