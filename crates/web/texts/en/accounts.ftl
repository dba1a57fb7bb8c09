accounts-home-nav = Home
accounts-home-title = My work
accounts-home-lead = Welcome, { $name }.
