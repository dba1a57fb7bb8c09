# Outreach and training (crates/web/src/outreach).

outreach-outreach = Outreach
outreach-outreach-lead = Each line is one session, radio or television programme, publication or information board.
outreach-none = No outreach logged yet
outreach-new = Log outreach
outreach-edit = Outreach
outreach-added = Outreach logged.
outreach-kind = Kind
outreach-commune = Commune or ward
outreach-commune-hint = Name or code by the list of that day, for example: Bản Thi
outreach-commune-unknown = No such commune in the province on that day
outreach-commune-several = Several places have this name, type the code: { $list }
outreach-target-group = Target group
outreach-attendees = Attendance
outreach-leaflets = Leaflets handed out
outreach-language = Language
outreach-language-hint = vi is Vietnamese; write the name of any other, for example: Tày, Khmer
outreach-minutes = Minutes
outreach-partner = Partner
outreach-partner-hint = For example: commune people's committee; women's union
outreach-note = Note
outreach-sum-attendees = { $n } people
outreach-sum-leaflets = { $n } leaflets

outreach-training = Training
outreach-training-lead = Each line is one course for people who give legal aid.
outreach-training-none = No course logged yet
outreach-training-new = Log a course
outreach-training-edit = Training course
outreach-training-added = Course logged.
outreach-training-course = Course
outreach-participants = Participants
outreach-sum-participants = { $n } participants
