accounts-home-nav = Trang đầu
accounts-home-title = Công việc của tôi
accounts-home-lead = Xin chào { $name }.
