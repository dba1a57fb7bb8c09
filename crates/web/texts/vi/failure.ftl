# Trang báo lỗi (crates/web/src/failure.rs). Câu của lời từ chối: refusal-<mã>; lỗi của ô nhập: wrong-<mã>.

failure-title-denied = Bạn không có quyền làm việc này
failure-text-denied = Vai trò của bạn không được làm việc này. Nếu công việc cần đến, hãy đề nghị người quản trị của đơn vị.
failure-title-missing = Không tìm thấy
failure-text-missing = Trang hoặc hồ sơ này không có, hoặc không thuộc phạm vi của bạn. Hãy kiểm tra lại địa chỉ hoặc tìm lại trong danh sách.
failure-title-refused = Chưa thực hiện được
failure-title-stale = Có người vừa thay đổi nội dung này
failure-text-stale = Nội dung bạn xem đã được người khác sửa. Hãy mở lại trang để xem bản mới nhất rồi làm lại.
failure-title-broken = Hệ thống gặp lỗi
failure-text-broken = Việc bạn vừa làm có thể chưa được lưu. Hãy mở lại trang để kiểm tra. Nếu vẫn lỗi, hãy báo cho người quản trị mã này: { $id }
failure-title-unavailable = Tạm thời không dùng được
failure-text-unavailable = Hệ thống chưa kết nối được với cơ sở dữ liệu. Hãy thử lại sau nửa phút. Mã để báo cho người quản trị: { $id }
failure-title-foreign = Yêu cầu không đến từ hệ thống này
failure-text-foreign = Vì an toàn, hệ thống không nhận biểu mẫu gửi từ trang khác. Hãy mở trang cần làm trong hệ thống rồi thử lại.
failure-title-forged = Biểu mẫu đã cũ
failure-text-forged = Trang này được mở trước lần đăng nhập hiện tại nên chưa được nhận. Nội dung đã nhập vẫn còn dưới đây: hãy xem lại rồi gửi lại. Tệp đính kèm và mật khẩu phải nhập lại.
failure-title-too-large = Dữ liệu gửi lên quá lớn
failure-text-too-large = Hãy gửi ít nội dung hơn hoặc chọn tệp nhỏ hơn. Tệp sổ để nhập tối đa 100 MB: hãy chia tệp thành nhiều phần rồi nhập từng phần.
failure-title-unreadable = Không đọc được biểu mẫu
failure-text-unreadable = Dữ liệu gửi lên bị hỏng hoặc bị ngắt giữa chừng. Hãy mở lại trang và gửi lại.
failure-title-method = Địa chỉ này không mở được trực tiếp
failure-text-method = Đây là địa chỉ nhận biểu mẫu. Hãy quay lại trang trước và dùng nút trên trang.
failure-title-too-fast = Có quá nhiều yêu cầu trong thời gian ngắn
failure-text-too-fast = Phiên làm việc hoặc địa chỉ mạng này vừa gửi quá nhiều yêu cầu, nên yêu cầu cuối cùng chưa được thực hiện. Hãy đợi { $seconds } giây rồi mở lại trang. Nếu bạn đang gửi biểu mẫu, hãy dùng nút quay lại của trình duyệt rồi gửi lại: nội dung đã nhập vẫn còn. Nếu việc này lặp lại, hãy báo cho người quản trị.
failure-back = Quay lại trang trước
failure-reload = Mở lại trang
failure-home = Về trang đầu
failure-sign-in = Đến trang đăng nhập
failure-typed = Nội dung bạn đã nhập
failure-typed-choices = Các lựa chọn khác trong biểu mẫu ({ $n } mục) cũng được giữ nguyên.
failure-send-again = Gửi lại
failure-invented-data = Dữ liệu minh họa: mọi người và vụ việc đều là hư cấu

refusal-duplicate = Đã có một bản ghi như vậy.
wrong-required = Chỗ này không được để trống
refusal-storage-full = Ổ đĩa của máy chủ đã đầy nên chưa lưu được gì. Những gì bạn nhập vẫn còn trên trang trước: bấm “Quay lại”, báo người quản trị dọn ổ đĩa, rồi lưu lại.
refusal-storage-busy = Đang có một tệp lớn được ghi vào sổ nên chưa lưu được. Chưa có gì bị mất: đợi một phút rồi lưu lại.
