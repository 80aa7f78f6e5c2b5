package armory

import "slices"

// Words of PRODUCT's lists that rules depend on. They stand in entries and on screens, so they never change.
const (
	StatusAvailable   = "Available"
	StatusIssued      = "Issued"
	StatusOverdue     = "Overdue"  // Issued past its due time: computed on reading
	StatusInDoubt     = "In doubt" // a permit ran out without an entry
	StatusContested   = "Contested"
	StatusMaintenance = "Maintenance"
	StatusForTurnIn   = "For turn-in"
	StatusTurnedIn    = "Turned in"
	StatusRetired     = "Retired"
	StatusLost        = "Lost"

	PersonActive    = "Active"
	PersonInactive  = "Inactive"
	PersonSuspended = "Suspended"
	PersonArchived  = "Archived"

	ActionTake   = "Take"
	ActionReturn = "Return"

	ReceiptTR  = "TR"
	ReceiptPAR = "PAR"

	DiscrepancyOpen     = "Open"
	DiscrepancyReview   = "Under review"
	DiscrepancyResolved = "Resolved"
	DiscrepancyClosed   = "Closed"

	OtherDiscrepancy = "Other" // says in words what it is

	MissingDiscrepancy = "discrepancy" // what becomes of magazines and rounds that did not come back
	MissingExpended    = "expended"

	CountOpening  = "opening"
	CountClosing  = "closing"
	CountHandOver = "hand-over"
	CountMonthly  = "monthly"

	CountOpen      = "Open"
	CountClosed    = "Closed" // by one signature
	CountSigned    = "Signed" // by two
	CountCancelled = "Cancelled"

	CategoryRifle  = "rifle"
	CategoryPistol = "pistol"
	CategoryOther  = "other"

	RoleSuperuser     = "superuser"
	RoleAdministrator = "administrator"
	RoleArmorer       = "armorer"
	RoleAuditor       = "auditor"
	RoleDisplay       = "display"

	LimitOne     = "one"
	LimitOneEach = "one-each"
)

// The choices of a field, least restrictive first where it matters.
var (
	itemStatuses     = []string{StatusAvailable, StatusMaintenance, StatusForTurnIn, StatusTurnedIn, StatusLost, StatusRetired}
	personStatuses   = []string{PersonActive, PersonInactive, PersonSuspended, PersonArchived}
	conditions       = []string{"Good", "Fair", "Poor", "Damaged"}
	roles            = []string{RoleSuperuser, RoleAdministrator, RoleArmorer, RoleAuditor, RoleDisplay}
	categories       = []string{CategoryRifle, CategoryPistol, CategoryOther}
	stockTypes       = []string{StockMagazine, StockAmmunition, StockAccessory}
	levels           = []string{"info", "success", "warning", "error"}
	countTypes       = []string{CountOpening, CountClosing, CountHandOver, CountMonthly}
	discrepancyKinds = []string{"Missing", "Damaged", "Wrong serial", "Condition mismatch", "Incomplete accessories", "Double issue", OtherDiscrepancy}
	discrepancyFlow  = []string{DiscrepancyOpen, DiscrepancyReview, DiscrepancyResolved, DiscrepancyClosed}
	// of states that stations left it in without seeing each other, the last one here holds
	discrepancyCaution = []string{DiscrepancyClosed, DiscrepancyResolved, DiscrepancyReview, DiscrepancyOpen}
)

// ItemStatuses, PersonStatuses, Conditions, Roles, CountTypes, DiscrepancyStates and DiscrepancyKinds are the words a person may choose from.
func ItemStatuses() []string   { return slices.Clone(itemStatuses) }
func PersonStatuses() []string { return slices.Clone(personStatuses) }
func Conditions() []string     { return slices.Clone(conditions) }
func Roles() []string          { return slices.Clone(roles) }
func CountTypes() []string     { return slices.Clone(countTypes) }

func DiscrepancyStates() []string { return slices.Clone(discrepancyFlow) }
func DiscrepancyKinds() []string  { return slices.Clone(discrepancyKinds) }

func itemStatusRank(status string) int { return slices.Index(itemStatuses, status) }

// mostRestrictive is the version furthest along order; unknown words count as the most restrictive.
func mostRestrictive(versions []Version, order []string) string {
	worst, rank := "", -1
	for _, v := range versions {
		r := slices.Index(order, v.Text)
		if r < 0 {
			r = len(order)
		}
		if r > rank {
			worst, rank = v.Text, r
		}
	}
	return worst
}

func newest(versions []Version) string {
	if len(versions) == 0 {
		return ""
	}
	return versions[len(versions)-1].Text
}
