# Conflicts of interest and duplicates (crates/web/src/conflicts).

conflicts-title = Conflicts of interest and duplicates
conflicts-request = Request
conflicts-lead = The people of this request are compared with known requests and cases. Look at each find, choose a conclusion and give the reason. The request cannot be accepted before the finds that weigh are decided.
conflicts-none = Nobody known and no opposed party was found.
conflicts-all-decided = Nothing left to decide
conflicts-waiting = { $n } to decide before acceptance
conflicts-found = { $n } people may be known already
conflicts-before-saving = Please check before saving. Once saved, decide each find on the page of the request.
conflicts-decide = Decide each find
conflicts-open = Show the finds
conflicts-save = Save the conclusions
conflicts-back = Back to the request
conflicts-decided = Conclusions saved.
conflicts-nothing-new = There is no new conclusion to save.
conflicts-changed = While you looked, something changed or somebody else decided. Please look at the finds below again.
conflicts-ours = In this request
conflicts-theirs = Known as
conflicts-matter = Case or request
conflicts-form = Form, field
conflicts-state = State
conflicts-provider = Provider
conflicts-why = Likeness
conflicts-likeness = { $score }/100
conflicts-born = born { $year }
conflicts-since = since { $day }
conflicts-until = ended { $day }
conflicts-a-case = A case
conflicts-a-request = A request
conflicts-elsewhere = Somebody of another organisation (name not shown)
conflicts-restricted = Restricted case (name not shown)
conflicts-open-one = To decide
conflicts-decided-one = Decided
conflicts-for-information = For information
conflicts-decision = Conclusion
conflicts-reason = Reason
conflicts-with-reason = Needs a reason
conflicts-left-out = { $n } more people have a similar name but are unlikely to be the same; they are not shown. Add a year of birth or an identity number to search more exactly.
conflicts-add-year = Add a year of birth
conflicts-too-common = Too many people are called “{ $name }” to look at all of them. Ask for the year of birth or the identity number.
conflicts-past = Recorded conclusions

refusal-conflicts-incomplete = A conclusion is not complete.
refusal-conflicts-answered = This request has been answered, so nothing more can be decided about it.
wrong-not-a-choice = Choose one of the conclusions

code-side-beneficiary = beneficiary
code-side-opposed = opposed party

code-conflict-hit-same-person = May be the same person
code-conflict-hit-same-matter-elsewhere = Another organisation may be handling this matter
code-conflict-hit-opposes-beneficiary = Who asks is the opposed party in another matter
code-conflict-hit-helped-opponent = The opposed party is or was helped
code-conflict-hit-provider-served-opponent = The chosen provider acts or acted for the opposed party

code-conflict-hint-same-person = If it is the same person in the same matter, go on in the file that exists; do not open a new one.
code-conflict-hint-same-matter-elsewhere = Nobody may ask another organisation for a matter that is being handled (Law on Legal Aid, art. 9); that another organisation handles it is a ground of refusal (art. 30(3)). Please call that organisation and ask.
code-conflict-hint-opposes-beneficiary = Who acts or acted for opposed parties in the same case must refuse (Law on Legal Aid, art. 25(2)). If so, another provider must be assigned.
code-conflict-hint-helped-opponent = Who acts or acted for opposed parties in the same case must refuse (Law on Legal Aid, art. 25(2)). If so, another provider must be assigned.
code-conflict-hint-provider-served-opponent = This provider must refuse when acting, now or before, for the opposed party in the same case (Law on Legal Aid, art. 25(2)), unless the parties agree in civil advice or representation outside proceedings.

code-conflict-decision-same-person = Same person, another matter
code-conflict-decision-different-person = Somebody else
code-conflict-decision-no-conflict = Same person, interests not opposed
code-conflict-decision-conflict = Same matter, or a conflict

code-conflict-consequence-none = Nothing stands in the way of acceptance.
code-conflict-consequence-go-on-there = Go on in the file that exists; do not open a new one.
code-conflict-consequence-refuse-handled-elsewhere = Ground of refusal: another organisation handles it (art. 30(3)).
code-conflict-consequence-another-provider = Another provider must be assigned (art. 25(2), 25(3)).

code-conflict-sign-same-record = the chosen record
code-conflict-sign-same-id-number = same identity number
code-conflict-sign-other-id-number = different identity number
code-conflict-sign-same-name = same name
code-conflict-sign-same-letters = same name but for accents
code-conflict-sign-sounds-alike = name sounds alike
code-conflict-sign-nearly-same-name = name written nearly the same
code-conflict-sign-other-name = different name
code-conflict-sign-same-birth-date = same day of birth
code-conflict-sign-same-birth-year = same year of birth
code-conflict-sign-near-birth-year = born within 2 years
code-conflict-sign-other-birth-date = same year, another day
code-conflict-sign-other-birth-year = different year of birth
code-conflict-sign-birth-unknown = year of birth not known
code-conflict-sign-other-sex = different sex
code-conflict-sign-same-commune = same commune

act-conflicts-look = searched for conflicts
act-conflicts-hit = seen in a search for conflicts
act-conflicts-decide = decided on a conflict
