import { dayOf } from "../../domain/qualification";
import type * as T from "../types.gen";
import { ago, nextId } from "./ids";

type Mutable<X> = { -readonly [K in keyof X]: X[K] };
export type FakePerson = Mutable<Omit<T.PersonRow, "holds" | "overdue" | "dueSoon">>;
export type FakeItem = Mutable<T.ItemRow>;

const ranks = ["AM", "AW", "A2C", "A1C", "SGT", "SGT", "SSGT", "TSGT", "MSGT", "2LT", "1LT", "CPT", "MAJ"];
const officers = new Set(["2LT", "1LT", "CPT", "MAJ"]);
const lastNames =
  "Dela Cruz,Reyes,Santos,Garcia,Mendoza,Torres,Flores,Ramos,Villanueva,Aquino,Castillo,Bautista,Navarro,Domingo,Salazar,Mercado,Pascual,Soriano,Valdez,Ocampo".split(
    ",",
  );
const firstNames =
  "Juan,Maria,Jose,Ana,Mark,Grace,Paolo,Liza,Ramon,Carla,Noel,Joy,Dennis,Rhea,Miguel,Ella,Arnel,Bea,Carlo,Ivy".split(
    ",",
  );
const groups = ["HAS", "951st", "952nd", "953rd"];

/** The day so many days from now. */
function dayAhead(days: number): string {
  return dayOf(Date.now() + days * 86_400_000);
}

function at<X>(list: readonly X[], i: number): X {
  const x = list[i % list.length];
  if (x === undefined) throw new Error("empty list");
  return x;
}

export function seedModels(): Mutable<T.Model>[] {
  const rows: readonly [string, string, string, string][] = [
    ["M14 Rifle 7.62", "M14", "rifle", "7.62x51mm"],
    ["M16 Rifle 5.56", "M16", "rifle", "5.56x45mm"],
    ["M4 Carbine 5.56", "M4", "rifle", "5.56x45mm"],
    ["Glock 17 9mm", "GLOCK", "pistol", "9x19mm"],
    ["M1911 Cal .45", "M1911", "pistol", ".45 ACP"],
  ];
  return rows.map(([name, code, category, calibre]) => ({
    id: nextId(),
    name,
    code,
    category,
    calibre,
    withdrawn: false,
    inspectRounds: 0,
    inspectDays: 0,
  }));
}

export function seedPurposes(): Mutable<T.Purpose>[] {
  const load = (category: string, magazines: number, rounds: number): T.Loadout => ({
    category,
    magazines,
    rounds,
  });
  const rows: readonly [string, readonly T.Loadout[]][] = [
    ["Duty Sentinel", [load("pistol", 4, 42), load("rifle", 3, 90)]],
    ["Duty Security", [load("pistol", 3, 30)]],
    ["Vigil", [load("rifle", 7, 210)]],
    ["Guard Duty", [load("rifle", 2, 60)]],
    ["Honor Guard", []],
    ["Training", []],
    ["Other", []],
  ];
  return rows.map(([name, loadouts]) => ({
    id: nextId(),
    name,
    freeText: name === "Other",
    withdrawn: false,
    loadouts,
  }));
}

export function seedPeople(): FakePerson[] {
  return Array.from({ length: 40 }, (_, i) => {
    const rank = at(ranks, i * 5);
    const officer = officers.has(rank);
    const serial = String(88231 + i * 137);
    const last = at(lastNames, i);
    const first = at(firstNames, i * 3 + (i >= 20 ? 1 : 0));
    const middle = at("ABCDEFGHIJKLMNOPRSTV".split(""), i * 7);
    return {
      id: nextId(),
      label: `${officer ? "PO" : "PE"}-${serial}120324`,
      serial,
      rank,
      lastName: last.toUpperCase(),
      firstName: first,
      middle,
      name: `${rank} ${last.toUpperCase()}, ${first} ${middle}.`,
      officer,
      group: at(groups, i),
      phone: `0917 555 ${String(1000 + i * 37).slice(-4)}`,
      status: i === 17 ? "Suspended" : i === 31 ? "Inactive" : i === 39 ? "Archived" : "Active",
      code: i === 4 ? "CARD-77123" : "",
      photo: "",
      qualRifle: i % 5 === 4 ? "" : dayAhead(i % 6 === 1 ? -40 : 12 + i * 19),
      qualPistol: i % 4 === 3 ? "" : dayAhead(i % 7 === 2 ? -3 : 200 + i * 11),
      qualOther: "",
      assigned: "",
    };
  });
}

export function seedItems(models: readonly T.Model[], people: readonly FakePerson[]): FakeItem[] {
  const prefix: Record<string, string> = { rifle: "IR", pistol: "IP" };
  return Array.from({ length: 60 }, (_, i) => {
    const model = at(models, i < 10 ? 0 : i < 24 ? 1 : i < 38 ? 2 : i < 52 ? 3 : 4);
    const serial = String(12345 + i * 311);
    const special: Record<number, string> = {
      7: "Maintenance",
      21: "Maintenance",
      33: "For turn-in",
      41: "Retired",
      52: "Lost",
      55: "Turned in",
    };
    const out = i % 6 === 2 && !special[i];
    const person = at(people, i);
    const late = i === 8 || i === 26;
    const soon = i === 14 || i === 32;
    const holder: T.Holder | null = out
      ? {
          personId: person.id,
          name: person.name,
          label: person.label,
          since: ago(late ? 1960 : 35 + i * 6),
          due: ago(late ? 520 : soon ? -i : -1440 + 35 + i * 6),
          station: i % 4 === 2 ? "Counter 2" : "Counter 1",
          receiptNo: `1-${String(400 + i)}`,
          transaction: nextId(),
          purpose: model.category === "rifle" ? "Guard Duty" : "Duty Sentinel",
          magazines: model.category === "rifle" ? 2 : 4,
          rounds: model.category === "rifle" ? 60 : 42,
          stock: [],
        }
      : null;
    return {
      id: nextId(),
      label: `${prefix[model.category] ?? "IX"}-${serial}150123`,
      model: model.name,
      modelId: model.id,
      category: model.category,
      calibre: model.calibre,
      serial,
      number: String(100 + i).padStart(4, "0"),
      code: i === 11 ? "FAC-90017" : "",
      description: i === 21 ? "Extractor worn, waiting for the part." : "",
      photo: "",
      status: special[i] ?? (out ? (late ? "Overdue" : "Issued") : "Available"),
      condition: i % 11 === 3 ? "Fair" : "Good",
      holder,
      candidates: [],
      doubt: null,
      dueSoon: soon && out,
    };
  });
}

const everything =
  "take,return,draft,count,discrepancy.raise,maintenance.log,override,person.register,person.edit,person.status,item.register,item.edit,item.status,import,model.edit,purpose.edit,list.edit,stock.edit,conflict.resolve,record.merge,announcement.publish,announcement.ack,site.edit,station.edit,backup,account.edit,station.enrol,restore,read,export,export.people,verify,password".split(
    ",",
  );
const superOnly = new Set(["account.edit", "station.enrol", "restore"]);
const armorer =
  "take,return,draft,count,discrepancy.raise,maintenance.log,override,person.register,item.register,announcement.ack,read,export,verify,password".split(
    ",",
  );
const auditor = "announcement.ack,read,export,export.people,verify,password".split(",");

export function canOfRole(role: string): readonly string[] {
  switch (role) {
    case "superuser":
      return everything;
    case "administrator":
      return everything.filter((c) => !superOnly.has(c));
    case "armorer":
      return armorer;
    case "auditor":
      return auditor;
    default:
      return ["board"];
  }
}

export function seedAccounts(): Mutable<T.Account>[] {
  const rows: readonly [string, string, string, boolean][] = [
    ["root", "MAJ SALAZAR, Ramon A.", "superuser", true],
    ["admin", "CPT NAVARRO, Liza G.", "administrator", true],
    ["armorer1", "SGT CRUZ, Joel P.", "armorer", true],
    ["armorer2", "SSGT LIM, Karen S.", "armorer", false],
    ["armorer3", "A1C BELLO, Marco T.", "armorer", false],
    ["auditor", "LTCOL YAP, Teresa D.", "auditor", false],
    ["wall", "Wall screen", "display", true],
  ];
  return rows.map(([username, name, role, online], i) => ({
    id: nextId(),
    username,
    name,
    role,
    disabled: username === "armorer3",
    lockedUntil: username === "armorer2" ? ago(-3) : "",
    lastSeen: online ? ago(i) : ago(900 + i * 60),
    online,
    can: canOfRole(role),
  }));
}

export function seedLists(): Mutable<T.ReferenceList>[] {
  return [
    {
      name: "ranks-enlisted",
      title: "Ranks, enlisted",
      values: "AM,AW,A2C,AW2C,A1C,AW1C,SGT,SSGT,TSGT,MSGT,SMSGT,CMSGT".split(","),
    },
    {
      name: "ranks-officer",
      title: "Ranks, officers",
      values: "2LT,1LT,CPT,MAJ,LTCOL,COL,BGEN,MGEN,LTGEN,GEN".split(","),
    },
    { name: "groups", title: "Groups", values: groups },
  ];
}
