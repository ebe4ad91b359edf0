# Words for days and durations; the moments themselves are written by locale/words.rs.
time-today = today
time-tomorrow = tomorrow
time-yesterday = yesterday
time-just-now = just now
time-ago = { $duration } ago
time-left = { $duration } left
time-late = { $duration } late
time-minutes = { $n } min
time-hours = { $n } h
time-days = { $n ->
        [one] { $n } day
       *[other] { $n } days
    }
time-window = { $day }, between { $from } and { $to }
time-window-days = from { $from } to { $to }
time-and = { $head } and { $last }
time-by-day = { $day }, before midnight
time-by-day-brief = { $day } before midnight
time-midnight = midnight
