module digbot

go 1.26.3
