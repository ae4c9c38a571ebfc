module taskflow/tools/testreport

go 1.26
