# Tên của các mã trong hợp đồng dữ liệu (contract §2) và của các quy tắc.

code-form-litigation = Tham gia tố tụng
code-form-advice = Tư vấn pháp luật
code-form-representation = Đại diện ngoài tố tụng

code-field-criminal = Hình sự
code-field-civil = Dân sự
code-field-marriage-family = Hôn nhân và gia đình
code-field-administrative = Hành chính
code-field-land-housing = Đất đai, nhà ở
code-field-labour = Lao động, việc làm
code-field-merit-policy = Chính sách người có công
code-field-complaint = Khiếu nại, tố cáo
code-field-other = Lĩnh vực khác

code-provider-role-defence = Bào chữa
code-provider-role-protection = Bảo vệ quyền và lợi ích hợp pháp

code-source-self = Người được trợ giúp tự yêu cầu
code-source-relative = Người thân yêu cầu
code-source-agency-notice = Cơ quan tố tụng thông báo
code-source-agency-information = Cơ quan tố tụng thông tin
code-source-appointed-defence = Chỉ định bào chữa
code-source-commune = Xã giới thiệu
code-source-hotline = Đường dây nóng 1800 1233
code-source-portal = Cổng dịch vụ công
code-source-transfer = Tổ chức khác chuyển đến
code-source-provider-brought = Người thực hiện tự nhận về
code-source-other = Nguồn khác

code-urgent-ground-limitation = Thời hiệu còn dưới 5 ngày làm việc
code-urgent-ground-trial = Còn dưới 5 ngày làm việc đến ngày xét xử
code-urgent-ground-appointed-or-noticed = Chỉ định bào chữa hoặc cơ quan tố tụng thông báo
code-urgent-ground-prevent-harm = Để tránh thiệt hại cho người được trợ giúp

code-client-role-accused = Người bị buộc tội
code-client-role-held = Người bị giữ, tạm giữ
code-client-role-victim = Bị hại
code-client-role-party = Đương sự
code-client-role-plaintiff = Nguyên đơn, người khởi kiện
code-client-role-defendant = Bị đơn, người bị kiện
code-client-role-related-person = Người có quyền lợi, nghĩa vụ liên quan
code-client-role-witness = Người làm chứng
code-client-role-denounced = Người bị tố giác, bị kiến nghị khởi tố
code-client-role-prisoner = Phạm nhân
code-client-role-diversion = Người chấp hành xử lý chuyển hướng
code-client-role-other = Tư cách khác

code-stage-report = Tiếp nhận nguồn tin về tội phạm
code-stage-custody = Bắt, tạm giữ
code-stage-investigation = Điều tra
code-stage-prosecution = Truy tố
code-stage-trial-preparation = Chuẩn bị xét xử
code-stage-first-instance = Xét xử sơ thẩm
code-stage-appeal = Xét xử phúc thẩm
code-stage-review = Giám đốc thẩm, tái thẩm
code-stage-execution = Thi hành án

code-outcome-completed = Hoàn thành
code-outcome-not-continued = Không tiếp tục thực hiện
code-outcome-terminated = Đình chỉ

code-case-state-accepted = Đã thụ lý, chưa cử người
code-case-state-assigned = Đã cử, chờ đăng ký
code-case-state-conducting = Đang thực hiện
code-case-state-paused = Tạm đình chỉ
code-case-state-closed = Đã kết thúc
code-case-state-handed-over = Đã nộp hồ sơ
code-case-state-appraised = Đã thẩm định
code-case-state-archived = Đã lưu trữ

code-category-merit = Người có công với cách mạng
code-category-poor = Người thuộc hộ nghèo
code-category-child = Trẻ em
code-category-ethnic-special-area = Người dân tộc thiểu số ở vùng đặc biệt khó khăn
code-category-poor-and-ethnic = Vừa thuộc hộ nghèo vừa là người dân tộc thiểu số
code-category-accused-16-18 = Người bị buộc tội từ đủ 16 đến dưới 18 tuổi
code-category-minor-16-18 = Người từ đủ 16 đến dưới 18 tuổi
code-category-accused-near-poor = Người bị buộc tội thuộc hộ cận nghèo
code-category-trafficking = Nạn nhân mua bán người
code-category-martyr-family = Thân nhân liệt sĩ
code-category-agent-orange = Người nhiễm chất độc da cam
code-category-elderly = Người cao tuổi
code-category-disabled = Người khuyết tật
code-category-victim-16-18 = Bị hại từ đủ 16 đến dưới 18 tuổi
code-category-domestic-violence = Nạn nhân bạo lực gia đình
code-category-trafficking-hardship = Nạn nhân mua bán người có khó khăn về tài chính
code-category-hiv = Người nhiễm HIV

code-sex-male = Nam
code-sex-female = Nữ

code-rating-good = Tốt
code-rating-fair = Khá
code-rating-pass = Đạt
code-rating-fail = Không đạt

code-provider-kind-legal-aid-officer = Trợ giúp viên pháp lý
code-provider-kind-contract-lawyer = Luật sư ký hợp đồng với Trung tâm
code-provider-kind-lawyer-of-contracted = Luật sư của tổ chức ký hợp đồng
code-provider-kind-lawyer-of-registered = Luật sư của tổ chức đăng ký
code-provider-kind-adviser-of-contracted = Tư vấn viên của tổ chức ký hợp đồng
code-provider-kind-adviser-of-registered = Tư vấn viên của tổ chức đăng ký
code-provider-kind-collaborator = Cộng tác viên

code-provider-group-officer = Trợ giúp viên pháp lý
code-provider-group-lawyer = Luật sư
code-provider-group-adviser = Tư vấn viên
code-provider-group-collaborator = Cộng tác viên

code-organisation-kind-department = Cục
code-organisation-kind-justice-office = Sở Tư pháp
code-organisation-kind-centre = Trung tâm
code-organisation-kind-branch = Chi nhánh
code-organisation-kind-contracted = Tổ chức ký hợp đồng
code-organisation-kind-registered = Tổ chức đăng ký tham gia

code-outreach-kind-session = Buổi truyền thông tại cơ sở
code-outreach-kind-radio = Phát thanh
code-outreach-kind-television = Truyền hình
code-outreach-kind-publication = Ấn phẩm
code-outreach-kind-board = Bảng thông tin

code-target-group-general = Người dân nói chung
code-target-group-poor-commune = Người dân xã nghèo
code-target-group-disabled = Người khuyết tật
code-target-group-women = Phụ nữ
code-target-group-children = Trẻ em
code-target-group-ethnic = Đồng bào dân tộc thiểu số
code-target-group-elderly = Người cao tuổi
code-target-group-veterans = Cựu chiến binh
code-target-group-workers = Người lao động
code-target-group-other = Nhóm khác

code-role-administrator = Quản trị hệ thống
code-role-analyst = Chuyên viên Cục
code-role-justice-officer = Chuyên viên Sở Tư pháp
code-role-director = Giám đốc Trung tâm
code-role-branch-head = Trưởng Chi nhánh
code-role-clerk = Cán bộ tiếp nhận
code-role-officer = Trợ giúp viên pháp lý
code-role-lawyer = Luật sư ký hợp đồng
code-role-appraiser = Người thẩm định chất lượng
code-role-accountant = Kế toán
code-role-agency = Cơ quan phối hợp
code-role-auditor = Thanh tra, kiểm tra

code-doubt-category-not-in-force = Diện không có hiệu lực vào ngày thụ lý
code-doubt-kinh-under-ethnic-category = Người Kinh nhưng thuộc diện dân tộc thiểu số
code-doubt-age-unlikely = Tuổi không phù hợp với diện
code-doubt-age-unknown = Diện xét theo tuổi nhưng không có năm sinh
code-doubt-collaborator-beyond-advice = Cộng tác viên làm việc ngoài tư vấn
code-doubt-adviser-beyond-advice = Tư vấn viên làm việc ngoài tư vấn
code-doubt-assigned-late = Cử người thực hiện chậm
code-doubt-handed-over-late = Nộp hồ sơ quá 30 ngày
code-doubt-closed-without-provider = Kết thúc nhưng không rõ người thực hiện
code-doubt-open-very-long = Chưa kết thúc sau hơn hai năm
code-doubt-provider-unknown = Người thực hiện chưa có trong danh sách
code-doubt-agency-unknown = Cơ quan chưa có trong danh mục

code-impossible-accepted-before-received = Ngày thụ lý phải từ ngày nhận yêu cầu trở đi
code-impossible-closed-before-accepted = Ngày kết thúc phải từ ngày thụ lý trở đi
code-impossible-assigned-before-received = Ngày cử người phải từ ngày nhận yêu cầu trở đi
code-impossible-closed-without-outcome = Đã có ngày kết thúc thì phải chọn kết quả
code-impossible-outcome-without-closing = Đã có kết quả thì phải nhập ngày kết thúc
code-impossible-handed-over-before-closed = Ngày nộp hồ sơ phải từ ngày kết thúc trở đi
code-impossible-appraised-before-closed = Ngày thẩm định phải từ ngày kết thúc trở đi
code-impossible-appraisal-incomplete = Ngày thẩm định và xếp loại phải đi cùng nhau
code-impossible-score-out-of-range = Điểm phải từ 0 đến 100
code-impossible-in-the-future = Ngày này chưa đến
code-impossible-role-without-litigation = Chỉ vụ việc tham gia tố tụng mới có tư cách bào chữa hoặc bảo vệ
code-impossible-litigation-without-role = Vụ việc tham gia tố tụng phải ghi bào chữa hay bảo vệ
code-impossible-born-after-acceptance = Năm sinh phải trước ngày thụ lý
code-impossible-success-without-closed-litigation = Tiêu chí thành công chỉ ghi cho vụ việc tố tụng đã kết thúc
code-impossible-required = Phải nhập mục này
code-impossible-unknown = Không tìm thấy mục này trong danh sách
code-impossible-no-register = Đơn vị này không có sổ thụ lý
code-impossible-not-in-existence = Đơn vị này không hoạt động vào ngày thụ lý
code-impossible-known-code = Mã hồ sơ này đã có trong sổ

code-event-received = Nhận yêu cầu
code-event-accepted = Thụ lý
code-event-assigned = Cử người thực hiện
code-event-closed = Kết thúc
code-event-handed-over = Nộp hồ sơ
code-event-appraised = Thẩm định chất lượng
code-event-corrected = Sửa thông tin
code-event-note = Ghi chú
code-event-hearing = Phiên tòa
code-event-meeting = Làm việc với người được trợ giúp

code-request-state-received = Mới tiếp nhận
code-request-state-need-more = Chờ bổ sung giấy tờ
code-request-state-proposed = Chờ lãnh đạo quyết định
code-request-state-accepted = Đã thụ lý
code-request-state-refused = Đã từ chối thụ lý
code-request-state-transferring = Đã chuyển, chờ nơi nhận trả lời
code-request-state-transferred = Nơi khác đã tiếp nhận
code-request-state-withdrawn = Đã rút yêu cầu

code-request-act-ask-more = Yêu cầu bổ sung
code-request-act-supply = Nhận giấy tờ bổ sung
code-request-act-propose = Trình lãnh đạo
code-request-act-send-back = Trả lại để xem xét tiếp
code-request-act-accept = Thụ lý
code-request-act-accept-urgently = Thụ lý ngay
code-request-act-refuse = Từ chối thụ lý
code-request-act-transfer = Chuyển yêu cầu
code-request-act-receive = Tiếp nhận yêu cầu chuyển đến
code-request-act-return = Trả lại yêu cầu chuyển đến
code-request-act-withdraw = Rút yêu cầu

code-case-act-assign = Cử người thực hiện
code-case-act-replace = Thay thế người thực hiện
code-case-act-unassign = Thôi cử người thực hiện
code-case-act-begin = Đã đăng ký, bắt đầu thực hiện
code-case-act-lose-registration = Bị từ chối hoặc hủy đăng ký
code-case-act-pause = Tạm đình chỉ
code-case-act-resume = Tiếp tục thực hiện
code-case-act-close = Kết thúc vụ việc
code-case-act-reopen = Mở lại vụ việc
code-case-act-hand-over = Nộp hồ sơ
code-case-act-give-back = Trả lại hồ sơ
code-case-act-appraise = Thẩm định chất lượng
code-case-act-archive = Lưu trữ

code-queue-check-requests = Yêu cầu cần kiểm tra, trả lời
code-queue-await-papers = Yêu cầu chờ bổ sung giấy tờ
code-queue-decide-proposals = Đề xuất chờ quyết định
code-queue-await-receipt = Đã chuyển, chờ nơi nhận trả lời
code-queue-answered = Yêu cầu đã trả lời
code-queue-assign = Vụ việc chưa cử người
code-queue-register = Vụ việc chờ đăng ký với cơ quan tố tụng
code-queue-conduct = Vụ việc đang thực hiện
code-queue-suspended = Vụ việc tạm đình chỉ
code-queue-hand-over = Vụ việc chờ nộp hồ sơ
code-queue-appraise = Hồ sơ chờ thẩm định
code-queue-archive = Hồ sơ chờ lưu trữ
code-queue-archived = Hồ sơ đã lưu trữ

code-hands-clerk = Bộ phận tiếp nhận
code-hands-head = Lãnh đạo
code-hands-provider = Người thực hiện
code-hands-appraiser = Người thẩm định
code-hands-outside = Chờ bên ngoài
code-hands-nobody = Không còn việc phải làm

code-restriction-minor = Người dưới 18 tuổi
code-restriction-domestic-violence = Bạo lực gia đình
code-restriction-sexual-violence = Xâm hại tình dục
code-restriction-trafficking = Mua bán người
code-restriction-hiv = HIV
