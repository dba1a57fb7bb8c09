# Xung đột lợi ích và yêu cầu trùng (crates/web/src/conflicts).

conflicts-title = Xung đột lợi ích và yêu cầu trùng
conflicts-request = Yêu cầu
conflicts-lead = Hệ thống so người trong yêu cầu này với các yêu cầu, vụ việc đã có. Hãy xem từng mục, chọn kết luận và ghi lý do. Chưa kết luận hết các mục bắt buộc thì chưa thụ lý được.
conflicts-none = Không tìm thấy người trùng hoặc bên có quyền lợi đối lập.
conflicts-all-decided = Không còn mục nào phải kết luận
conflicts-waiting = { $n } mục phải kết luận trước khi thụ lý
conflicts-found = Tìm thấy { $n } người có thể đã có trong hệ thống
conflicts-before-saving = Hãy kiểm tra trước khi lưu. Sau khi lưu, kết luận từng mục trên trang của yêu cầu.
conflicts-decide = Kết luận từng mục
conflicts-open = Xem các mục
conflicts-save = Lưu kết luận
conflicts-back = Về yêu cầu
conflicts-decided = Đã lưu kết luận.
conflicts-nothing-new = Chưa có kết luận mới nào để lưu.
conflicts-changed = Trong lúc bạn xem, dữ liệu đã thay đổi hoặc người khác đã kết luận. Hãy xem lại các mục dưới đây.
conflicts-ours = Trong yêu cầu này
conflicts-theirs = Người đã có
conflicts-matter = Vụ việc, yêu cầu
conflicts-form = Hình thức, lĩnh vực
conflicts-state = Trạng thái
conflicts-provider = Người thực hiện
conflicts-why = Mức độ trùng
conflicts-likeness = { $score }/100
conflicts-born = sinh năm { $year }
conflicts-since = từ ngày { $day }
conflicts-until = kết thúc ngày { $day }
conflicts-a-case = Một vụ việc
conflicts-a-request = Một yêu cầu
conflicts-elsewhere = Người của tổ chức khác (không xem được tên)
conflicts-restricted = Vụ việc hạn chế tiếp cận (không xem được tên)
conflicts-open-one = Phải kết luận
conflicts-decided-one = Đã kết luận
conflicts-for-information = Để biết
conflicts-decision = Kết luận
conflicts-reason = Lý do
conflicts-with-reason = Phải ghi lý do
conflicts-left-out = Còn { $n } người có tên gần giống nhưng ít khả năng trùng, không hiện ở đây. Ghi thêm năm sinh hoặc số định danh để tìm chính xác hơn.
conflicts-add-year = Cần năm sinh
conflicts-too-common = Quá nhiều người tên “{ $name }”: chưa tìm hết được. Hãy hỏi và ghi thêm năm sinh hoặc số định danh.
conflicts-past = Kết luận đã ghi

refusal-conflicts-incomplete = Có mục chưa kết luận đầy đủ.
refusal-conflicts-answered = Yêu cầu này đã được trả lời nên không kết luận thêm được nữa.
wrong-not-a-choice = Hãy chọn một trong các kết luận

code-side-beneficiary = người được trợ giúp
code-side-opposed = bên có quyền lợi đối lập

code-conflict-hit-same-person = Có thể là cùng một người
code-conflict-hit-same-matter-elsewhere = Tổ chức khác có thể đang thực hiện vụ việc này
code-conflict-hit-opposes-beneficiary = Người yêu cầu là bên đối lập trong vụ việc khác
code-conflict-hit-helped-opponent = Bên đối lập đã hoặc đang được trợ giúp
code-conflict-hit-provider-served-opponent = Người được chọn đã hoặc đang trợ giúp bên đối lập

code-conflict-hint-same-person = Nếu là cùng người và cùng vụ việc thì tiếp tục ở hồ sơ đã có, không mở hồ sơ mới.
code-conflict-hint-same-matter-elsewhere = Người được trợ giúp không được yêu cầu tổ chức khác về cùng vụ việc đang được thực hiện (Luật Trợ giúp pháp lý, Điều 9); vụ việc đang được tổ chức khác thực hiện là căn cứ từ chối (Điều 30 khoản 3). Hãy gọi cho tổ chức đó để hỏi.
code-conflict-hint-opposes-beneficiary = Người đã hoặc đang thực hiện cho các bên có quyền lợi đối lập trong cùng vụ việc phải từ chối (Luật Trợ giúp pháp lý, Điều 25 khoản 2). Nếu đúng, phải cử người khác.
code-conflict-hint-helped-opponent = Người đã hoặc đang thực hiện cho các bên có quyền lợi đối lập trong cùng vụ việc phải từ chối (Luật Trợ giúp pháp lý, Điều 25 khoản 2). Nếu đúng, phải cử người khác.
code-conflict-hint-provider-served-opponent = Người này phải từ chối nếu đã hoặc đang thực hiện cho bên đối lập trong cùng vụ việc (Luật Trợ giúp pháp lý, Điều 25 khoản 2), trừ khi các bên đồng ý trong tư vấn, đại diện ngoài tố tụng về dân sự.

code-conflict-decision-same-person = Cùng người, vụ việc khác
code-conflict-decision-different-person = Người khác
code-conflict-decision-no-conflict = Cùng người, không đối lập lợi ích
code-conflict-decision-conflict = Trùng vụ việc hoặc có xung đột

code-conflict-consequence-none = Không cản trở việc thụ lý.
code-conflict-consequence-go-on-there = Tiếp tục ở hồ sơ đã có, không mở hồ sơ mới.
code-conflict-consequence-refuse-handled-elsewhere = Căn cứ từ chối thụ lý: tổ chức khác đang thực hiện (Điều 30 khoản 3).
code-conflict-consequence-another-provider = Phải cử người thực hiện khác (Điều 25 khoản 2, khoản 3).

code-conflict-sign-same-record = cùng hồ sơ người đã chọn
code-conflict-sign-same-id-number = cùng số định danh
code-conflict-sign-other-id-number = số định danh khác
code-conflict-sign-same-name = cùng họ tên
code-conflict-sign-same-letters = họ tên chỉ khác dấu
code-conflict-sign-sounds-alike = họ tên đọc gần giống
code-conflict-sign-nearly-same-name = họ tên viết gần giống
code-conflict-sign-other-name = họ tên khác
code-conflict-sign-same-birth-date = cùng ngày sinh
code-conflict-sign-same-birth-year = cùng năm sinh
code-conflict-sign-near-birth-year = năm sinh chênh không quá 2 năm
code-conflict-sign-other-birth-date = cùng năm sinh, khác ngày
code-conflict-sign-other-birth-year = năm sinh khác
code-conflict-sign-birth-unknown = chưa rõ năm sinh
code-conflict-sign-other-sex = khác giới tính
code-conflict-sign-same-commune = cùng xã

act-conflicts-look = tìm xung đột lợi ích
act-conflicts-hit = thấy khi tìm xung đột lợi ích
act-conflicts-decide = kết luận về xung đột lợi ích
