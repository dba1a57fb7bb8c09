# The first page.

home-title = My work
home-hello = Hello { $name }
home-log-reception = Log a reception
home-queues = Waiting
home-more-than = over { $n }
home-oldest = Oldest since { $day }
home-doubts = Figures to check
home-units = Centres by cases accepted in the last 30 days
home-unit = Centre
home-lately = Accepted, last 30 days
home-last-accepted = Latest acceptance
home-silent = nothing entered
home-advice = Type “/” to search a case by name, file code or identity number. Every look is recorded.
home-begin = Go to
home-place-cases = List of cases
home-place-people = Find a beneficiary
home-place-imports = Import a register from CSV or Excel
home-place-reports = Period report
home-place-organisations = Organisations and providers
home-place-accounts = Users and roles
home-place-jobs = Background jobs
home-place-audit = Audit record
