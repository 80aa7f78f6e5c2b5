package armory

import "slices"

// Commands of the policy table. A command is what a role may do; several kinds of entries may come of one.
const (
	MayTake         = "take"
	MayReturn       = "return"
	MayDraft        = "draft"
	MayCount        = "count"
	MayRaise        = "discrepancy.raise"
	MayMaintain     = "maintenance.log"
	MayOverride     = "override"
	MayAddPerson    = "person.register"
	MayEditPerson   = "person.edit"
	MayRetirePerson = "person.status"
	MayAddItem      = "item.register"
	MayEditItem     = "item.edit"
	MayRetireItem   = "item.status"
	MayImport       = "import"
	MayEditModel    = "model.edit"
	MayEditPurpose  = "purpose.edit"
	MayEditList     = "list.edit"
	MayEditStock    = "stock.edit"
	MayResolve      = "conflict.resolve"
	MayMerge        = "record.merge"
	MayPublish      = "announcement.publish"
	MayAcknowledge  = "announcement.ack"
	MayEditSite     = "site.edit"
	MayEditStation  = "station.edit"
	MayBackUp       = "backup"
	MayEditAccount  = "account.edit"
	MayEnrol        = "station.enrol"
	MayRestore      = "restore"
	MayRead         = "read"
	MayExport       = "export"
	MayExportPeople = "export.people"
	MayVerify       = "verify"
	MayPassword     = "password"
	MaySeeBoard     = "board"
)

// policy says which roles may use a command. It is the only place where roles are compared with anything.
var policy = map[string][]string{
	MayTake:         {RoleSuperuser, RoleAdministrator, RoleArmorer},
	MayReturn:       {RoleSuperuser, RoleAdministrator, RoleArmorer},
	MayDraft:        {RoleSuperuser, RoleAdministrator, RoleArmorer},
	MayCount:        {RoleSuperuser, RoleAdministrator, RoleArmorer},
	MayRaise:        {RoleSuperuser, RoleAdministrator, RoleArmorer},
	MayMaintain:     {RoleSuperuser, RoleAdministrator, RoleArmorer},
	MayOverride:     {RoleSuperuser, RoleAdministrator, RoleArmorer},
	MayAddPerson:    {RoleSuperuser, RoleAdministrator, RoleArmorer},
	MayEditPerson:   {RoleSuperuser, RoleAdministrator},
	MayRetirePerson: {RoleSuperuser, RoleAdministrator},
	MayAddItem:      {RoleSuperuser, RoleAdministrator, RoleArmorer},
	MayEditItem:     {RoleSuperuser, RoleAdministrator},
	MayRetireItem:   {RoleSuperuser, RoleAdministrator},
	MayImport:       {RoleSuperuser, RoleAdministrator},
	MayEditModel:    {RoleSuperuser, RoleAdministrator},
	MayEditPurpose:  {RoleSuperuser, RoleAdministrator},
	MayEditList:     {RoleSuperuser, RoleAdministrator},
	MayEditStock:    {RoleSuperuser, RoleAdministrator},
	MayResolve:      {RoleSuperuser, RoleAdministrator},
	MayMerge:        {RoleSuperuser, RoleAdministrator},
	MayPublish:      {RoleSuperuser, RoleAdministrator},
	MayAcknowledge:  {RoleSuperuser, RoleAdministrator, RoleArmorer, RoleAuditor},
	MayEditSite:     {RoleSuperuser, RoleAdministrator},
	MayEditStation:  {RoleSuperuser, RoleAdministrator},
	MayBackUp:       {RoleSuperuser, RoleAdministrator},
	MayEditAccount:  {RoleSuperuser},
	MayEnrol:        {RoleSuperuser},
	MayRestore:      {RoleSuperuser},
	MayRead:         {RoleSuperuser, RoleAdministrator, RoleArmorer, RoleAuditor},
	MayExport:       {RoleSuperuser, RoleAdministrator, RoleArmorer, RoleAuditor},
	MayExportPeople: {RoleSuperuser, RoleAdministrator, RoleAuditor},
	MayVerify:       {RoleSuperuser, RoleAdministrator, RoleArmorer, RoleAuditor},
	MayPassword:     {RoleSuperuser, RoleAdministrator, RoleArmorer, RoleAuditor},
	MaySeeBoard:     {RoleSuperuser, RoleAdministrator, RoleArmorer, RoleAuditor, RoleDisplay},
}

// Allows reports whether a role may use a command. Unknown commands and roles may nothing.
func Allows(role, command string) bool { return slices.Contains(policy[command], role) }

// CommandsOf lists what a role may, sorted.
func CommandsOf(role string) []string {
	var out []string
	for command, who := range policy {
		if slices.Contains(who, role) {
			out = append(out, command)
		}
	}
	slices.Sort(out)
	return out
}
