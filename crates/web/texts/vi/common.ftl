# Tên gọi dùng chung cho mọi trang.

common-app = Trợ giúp pháp lý
common-app-line = Hệ thống quản lý tổ chức và hoạt động
common-owner = Bộ Tư pháp
common-language-vi = Tiếng Việt
common-language-en = English
