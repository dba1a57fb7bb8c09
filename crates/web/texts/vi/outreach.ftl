# Truyền thông và tập huấn (crates/web/src/outreach).

outreach-outreach = Truyền thông
outreach-outreach-lead = Mỗi dòng là một cuộc, điểm truyền thông, chương trình phát thanh, truyền hình, ấn phẩm hoặc bảng thông tin.
outreach-none = Chưa ghi hoạt động truyền thông nào
outreach-new = Ghi hoạt động truyền thông
outreach-edit = Hoạt động truyền thông
outreach-added = Đã ghi hoạt động truyền thông.
outreach-kind = Hình thức
outreach-commune = Xã, phường
outreach-commune-hint = Tên hoặc mã xã theo danh mục của ngày đó, ví dụ: Bản Thi
outreach-commune-unknown = Không tìm thấy xã, phường này trong tỉnh vào ngày đã ghi
outreach-commune-several = Có nhiều nơi cùng tên, hãy nhập mã: { $list }
outreach-target-group = Nhóm đối tượng
outreach-attendees = Lượt người tham dự
outreach-leaflets = Tờ gấp, tài liệu cấp phát
outreach-language = Ngôn ngữ
outreach-language-hint = vi là tiếng Việt; ngôn ngữ khác thì viết tên, ví dụ: Tày, Khmer
outreach-minutes = Số phút
outreach-partner = Đơn vị phối hợp
outreach-partner-hint = Ví dụ: UBND xã; Hội Liên hiệp Phụ nữ xã
outreach-note = Ghi chú
outreach-sum-attendees = { $n } lượt người
outreach-sum-leaflets = { $n } tờ gấp, tài liệu

outreach-training = Tập huấn
outreach-training-lead = Mỗi dòng là một lớp tập huấn, bồi dưỡng nghiệp vụ trợ giúp pháp lý.
outreach-training-none = Chưa ghi lớp tập huấn nào
outreach-training-new = Ghi lớp tập huấn
outreach-training-edit = Lớp tập huấn
outreach-training-added = Đã ghi lớp tập huấn.
outreach-training-course = Tên lớp
outreach-participants = Lượt người tham gia
outreach-sum-participants = { $n } lượt người
