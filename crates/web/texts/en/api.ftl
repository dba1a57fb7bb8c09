# The page that describes the interface for programs (/api), and the OpenAPI document.

api-title = Interface for programs
api-lead = One way in for machines: read indicators and cases, close a case. Every operation obeys the same permissions and rules as the pages.
api-token = Each request carries the header “Authorization: Bearer <token>”. An administrator makes a token for an account with “tgpl token create”; it may do exactly what that account may. Days are written YYYY-MM-DD.
api-document = OpenAPI 3.1 document
api-parameters = Parameters
api-parameter = Parameter
api-meaning = Meaning
api-use = Use
api-required = required
api-optional = optional
api-in-path = in the path
api-in-query = after the question mark
api-body = Body to send (JSON):
api-failures = When it cannot be done, the answer is “application/problem+json” with a stable “code”:

api-op-show-indicators = Every indicator of an organisation in a period. Percentages have one decimal; an indicator without value is null, never 0.
api-op-list-cases = Cases within reach of the account, latest accepted first, one page at a time.
api-op-show-case = A case with its beneficiaries.
api-op-open-case = Gives the reason to open a restricted case (code “case.restricted”); the reason is recorded, the case stays open for 8 hours.
api-op-open-request = Says why a restricted request is opened (code “request.restricted”); the reason is recorded, the request opens for 8 hours.
api-op-close-case = Closes a running case and answers with the case as closed. Sent again unchanged, it changes nothing.
api-op-assign-case = Assigns a provider to a case; with a ground the present one is replaced. Answers the case as it then is.

api-param-org = Code of the organisation, such as TT.06; those below it are included
api-param-from = From this day; for cases, the day of acceptance
api-param-to = To the end of this day; for cases, the day of acceptance
api-param-as-of = Counts only what was entered by then: a day (to its end, in Viet Nam) or a moment by RFC 3339
api-param-geography = “then”: the area as it was (default); “now”: today's area, with the organisations that were taken over
api-param-state = “open”: running; “closed”: closed
api-param-q = Part of a name without diacritics, the beginning of a file code, or an identity number
api-param-limit = Lines of a page, 1 to 200; 50 when not given
api-param-after = The “next” of the page before
api-param-id = Record id of the case

api-failure-unauthorized = there is no token, or it opens nothing any more (unauthorized)
api-failure-denied = the role of the account may not do this (denied)
api-failure-missing = it does not exist, or is out of reach of the account (missing)
api-failure-refused = the rules refuse it, or the case changed since the version that was named (stale)
api-failure-invalid = a parameter or field is wrong; “fields” names each
