wrk.headers["Accept"] = "text/html"
