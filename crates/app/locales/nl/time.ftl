# Words for days and durations; the moments themselves are written by locale/words.rs.
time-today = vandaag
time-tomorrow = morgen
time-yesterday = gisteren
time-just-now = zojuist
time-ago = { $duration } geleden
time-left = nog { $duration }
time-late = { $duration } te laat
time-minutes = { $n } min
time-hours = { $n } u
time-days = { $n ->
        [one] { $n } dag
       *[other] { $n } dagen
    }
time-window = { $day }, tussen { $from } en { $to }
time-window-days = van { $from } tot { $to }
time-and = { $head } en { $last }
time-by-day = { $day }, voor middernacht
time-by-day-brief = { $day } voor middernacht
time-midnight = middernacht
