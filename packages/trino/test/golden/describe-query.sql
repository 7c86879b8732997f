SELECT * FROM (
SELECT * FROM elsewhere -- all
) LIMIT 0
