# Files in and out, data quality (crates/web/src/exchange).

exchange-imports = Import from a file
exchange-imports-lead = Bring an existing register in from a CSV or Excel file. The file is checked first; nothing enters the register before you confirm, and then either every row does or none.
exchange-import = Imported file
exchange-new = Import a file
exchange-new-lead = Choose a file and have it checked. Every row is read, every error is listed, and you see what would change. Nothing changes before you confirm.
exchange-none = No file was imported yet
exchange-none-text = Imports of your organisation will be listed here.
exchange-unnamed = File without a name
exchange-kind = Kind of data
exchange-org = Organisation
exchange-org-hint = The file may only be about this organisation, those below it and those it took over. If the file has no column of organisations, every row belongs to this one.
exchange-file = File
exchange-file-hint = CSV (UTF-8) or Excel (.xlsx), at most 100 MB
exchange-check = Check the file
exchange-back = Back
exchange-choose-kind = Choose the kind of data
exchange-choose-org = Choose an organisation from the list
exchange-choose-file = Choose a file that is not empty
exchange-columns = Columns of the file
exchange-columns-text = Columns may come in any order. Titles of the Vietnamese paper registers are taken as well (list as of { $day }). Write days as 31/05/2022 or 2022-05-31.
exchange-column-required = (required)
exchange-template = Download an empty file (Excel)

exchange-status = Status
exchange-rows = Rows
exchange-starter = Started by
exchange-started = Started at

exchange-doing-waiting = Waiting to be checked
exchange-doing-checking = Checking the file
exchange-doing-confirmed = Waiting to be written
exchange-doing-importing = Writing to the register
exchange-doing-text = You may close this page; the work goes on. While a large file is being written, other changes have to wait.
exchange-cancel-asked = Asked to stop.

exchange-verdict-ready = The file has no errors. Nothing has changed yet: look at it, then confirm
exchange-verdict-nothing = The file has no errors and changes nothing: every row is in the register already
exchange-verdict-done =
    { $changed ->
        [0] Written: { $new } new
       *[other] Written: { $new } new, { $changed } changed
    }
exchange-verdict-refused =
    { $problems ->
        [one] The file has one error. No row entered the register
       *[other] The file has { $problems } errors. No row entered the register
    }
exchange-verdict-interrupted = Writing was interrupted. No row entered the register
exchange-verdict-failed = The file could not be written. No row entered the register
exchange-verdict-cancelled = Stopped. No row entered the register
exchange-next-ready = When you confirm, all rows enter the register at once. If something is wrong, drop this import, correct the file and import it again.
exchange-next-done = Importing the same file again changes nothing more.
exchange-next-refused = Correct the errors below in the file, then import the whole file again.
exchange-next-interrupted = You can write it again from the beginning; the file is kept. If that fails too, tell the administrator.
exchange-next-cancelled = Import the file again when you need it.
exchange-confirm = Confirm and write
exchange-again = Write again from the beginning
exchange-drop = Drop this import
exchange-another = Import another file

exchange-problems = Errors in the file
exchange-problem-kinds = Errors by kind
exchange-all-problems = See all { $n } errors
exchange-problem-line = Line
exchange-problem-column = Column
exchange-problem-value = Value in the file
exchange-problem-code = Error code
exchange-problem-reason = Reason
exchange-problem-example = Error
exchange-problem-number = Times

exchange-new-things = New
exchange-changed-things = Changed
exchange-unchanged-things = Unchanged
exchange-first = The first { $n }:
exchange-thing = { $name } (line { $line })
exchange-values = Content
exchange-before = In the register
exchange-after = Will be
exchange-doubts = Worth a second look
exchange-doubts-text = These points do not stop the import; the cases enter the register and go to the data-quality list.

exchange-exports = Export to a file
exchange-exports-lead = Take your register out as a file, with exactly the columns that imports take. Every export is recorded.
exchange-from = From
exchange-from-hint = Cases by their acceptance, logs by their day. Leave empty for everything.
exchange-to = To
exchange-format = File format
exchange-take-out = Download
exchange-no-days = This list has no days. Leave both days empty.
exchange-beneficiaries = Beneficiaries

exchange-quality = Data quality
exchange-quality-lead = Cases with something worth a second look, and names that are not linked to the register. Correct the case or link the name, and the entry goes away by itself.
exchange-desk-lead = Each rule has an owner and a list of cases to put right at once. Rules about the whole register are looked at every night.
exchange-desk-rules = Rules
exchange-desk-owner = Owner
exchange-desk-units = By organisation
exchange-desk-names = Names not linked to the register
exchange-desk-trend = The column of a month: cases at its last look; a dash where there was none.
exchange-desk-fix = Correct
exchange-doubt = Worth a second look
exchange-doubt-lead = Open each case and check. Once corrected, a case leaves this list by itself.
exchange-cases = Cases
exchange-no-doubts = Nothing needs a second look
exchange-no-doubts-text = Nothing in your data is in doubt.
exchange-unmatched-providers = Providers not in the register
exchange-unmatched-agencies = Agencies not in the register
exchange-as-written = As written in the case
exchange-accepted-between = Accepted from – to
exchange-found = Found at
exchange-card = card { $card }
exchange-link-title = Who is “{ $name }”?
exchange-link-lead = Choose the right entry of the register. Every case that writes it this way is linked to it; the words as written and all figures stay as they are.
exchange-link-choice = Entry of the register
exchange-link-none = Nothing in the register is like it. Add it to the register first, then come back.
exchange-link = Link
exchange-linked = { $n } cases linked.
exchange-agency-search = Search the list of agencies

code-file-kind-cases = Cases
code-file-kind-guidance = Guidance
code-file-kind-receptions = Receptions
code-file-kind-outreach = Outreach
code-file-kind-providers = Providers
code-file-kind-organisations = Organisations
code-file-kind-agencies = Agencies

code-run-status-waiting = Waiting
code-run-status-checking = Checking
code-run-status-refused = Has errors
code-run-status-ready = Waits for confirmation
code-run-status-confirmed = Waits to be written
code-run-status-importing = Being written
code-run-status-done = Done
code-run-status-cancelled = Stopped
code-run-status-interrupted = Interrupted
code-run-status-failed = Failed

refusal-imports-met-another = Another import wrote the same rows meanwhile, so nothing of this file was written. Import it again: rows that are there already are recognised and stay as they are.
refusal-imports-not-ready = This file has not been checked or no longer waits for confirmation.
refusal-exchange-too-many-rows = Excel holds only { $limit } rows. Choose fewer days, or CSV.
refusal-exchange-without-days = This list has no days.

## Errors in an imported file

import-days = existed from { $from } to { $to }
import-days-since = exists since { $from }
import-successor = ; { $code } took over

import-looks-utf8 = damaged UTF-8
import-looks-utf16 = UTF-16
import-looks-tcvn3 = TCVN3 (ABC, .VnTime fonts)
import-looks-vni-windows = VNI (VNI-Times fonts)
import-looks-windows-1258 = Windows-1258
import-looks-utf8-twice = UTF-8 encoded twice
import-looks-unknown = an old encoding
import-looks-old-or-locked-excel = an old (.xls) or locked Excel file
import-looks-binary-excel = a binary Excel file (.xlsb)
import-looks-open-document = an OpenDocument file
import-looks-word = a Word file
import-looks-pdf = a PDF file
import-looks-markup = a web page or XML
import-looks-zip = a zip file
import-looks-binary = something that is no table

import-problem-sheet-too-large = The file has { $bytes } bytes, at most { $limit } are taken. Split it.
import-problem-sheet-bomb = This packed file unpacks to too much ({ $bytes } bytes, at most { $limit }). Save it again from Excel, or as CSV.
import-problem-sheet-encoding = The letters of the file cannot be read; it looks like { $looks }. Convert it to Unicode (UTF-8) and import it again.
import-problem-sheet-foreign = This is no CSV or Excel (.xlsx) file but { $looks }. Open it and save it as .xlsx or CSV UTF-8.
import-problem-sheet-no-header = The file is empty: it has no header line.
import-problem-sheet-empty-header = Column { $column } has no title. Give it one, or remove it.
import-problem-sheet-duplicate-header = The title “{ $column }” stands twice, in columns { $first } and { $second }. Remove one.
import-problem-sheet-too-many-columns = The file has more than { $limit } columns.
import-problem-sheet-too-many-rows = The file has more than { $limit } rows. Split it.
import-problem-sheet-too-many-cells = The line has more cells than there are columns. Perhaps a cell has a comma and no quotation marks.
import-problem-sheet-cell-too-long = The cell has more than { $limit } characters.
import-problem-sheet-formula-error = The cell is a formula that failed. Write the value instead.
import-problem-sheet-zero-character = The cell has a damaged character. Type it again.
import-problem-sheet-bad-quote = A quotation mark does not close. From here on the cells cannot be told apart.
import-problem-sheet-bad-date = This is no real day.
import-problem-sheet-broken = The file is damaged or cut off. Open it and save it again.
import-problem-sheet-unreadable = The file cannot be read.
import-problem-file-unknown-column = Column “{ $column }” is not known for this kind of data. Rename or remove it.
import-problem-file-missing-column = The required column “{ $column }” is missing.
import-problem-file-doubled-column = Columns “{ $column }” and “{ $first }” both mean { $name }. Remove one.
import-problem-file-wrong-kind = This file looks like “{ $kind }”. Choose that kind of data and import it again.
import-problem-required = This cell must not be empty.
import-problem-too-long = Longer than { $most } characters.
import-problem-bad-date = Not a real day. Write 31/05/2022 or 2022-05-31.
import-problem-bad-birth = Write a year (1989) or a day (27/03/1989) of birth.
import-problem-bad-number = Write a whole number from 0 on, such as 12 or 1.500.
import-problem-bad-yes-no = Write “yes” or “no”.
import-problem-bad-id-number = An identity number has 12 digits (9 on old cards). If Excel dropped leading zeros, make the column text.
import-problem-unknown-code = “{ $value }” is not in the list. Use one of: { $known }
import-problem-unknown-criterion = “{ $value }” is no criterion. Write TC01 to TC30, set apart by semicolons.
import-problem-unknown-ethnicity = Not among the 54 ethnic groups. Write the code (02) or the name (Tày).
import-problem-unknown-commune = No commune has this code in the list of { $day }.
import-problem-commune-of-other-day = This commune code does not hold on { $day }. Before 01/07/2025 the old codes hold, from that day on the new ones.
import-problem-unknown-province = No province has this code.
import-problem-org-unknown = No organisation has this code.
import-problem-org-out-of-reach = This organisation is out of reach of whoever imports.
import-problem-org-outside = The row does not belong to { $org }, for which the file was given.
import-problem-org-no-register = This organisation keeps no register.
import-problem-org-not-in-existence = The organisation did not exist on { $day } (it { $days }{ $next }).
import-problem-org-bad-code = Codes of organisations look like TT.06, CN.06.1, STP.06, HD.06.1 or DK.06.1.
import-problem-org-kind-against-code = The kind contradicts the code.
import-problem-org-province-against-code = The province contradicts the code.
import-problem-org-unknown-province = The code names a province that does not exist.
import-problem-org-successor-of-open = An organisation without a last day has no successor.
import-problem-org-successor-kind = An organisation of this kind cannot take over.
import-problem-org-parent-kind = The organisation cannot stand below one of this kind.
import-problem-conflict = Contradicts line { $first } of the same case { $case }. Rows of one case must agree.
import-problem-masked-name = This name was hidden when the file was taken out. It cannot come back in, so that it does not replace the real name: leave out the rows of this case.
import-problem-archived = The file { $case } is in the archive and cannot be changed (Law on Legal Aid, art. 39). The register says “{ $before }”. Write the same, or leave out the rows of this case.
import-problem-repeated-row = Repeats line { $first }.
import-problem-card-taken = This card belongs to { $name }.
import-problem-ended-before-began = The last day is before the first.
import-problem-after-organisation-ended = The organisation ended before this day.
