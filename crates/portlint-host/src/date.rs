//! Calendar dates and moments, as far as `until` and snapshots need them. Without a clock: whoever has one passes it in.

use std::fmt;

/// A day of the Gregorian calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date {
    year: i64,
    month: i64,
    day: i64,
}

impl Date {
    /// Reads `YYYY-MM-DD`.
    pub fn parse(text: &str) -> Option<Date> {
        let digits = |part: &str, length: usize| -> Option<i64> {
            let valid = part.len() == length && part.bytes().all(|b| b.is_ascii_digit());
            valid.then(|| part.parse().ok()).flatten()
        };
        let mut parts = text.split('-');
        let year = digits(parts.next()?, 4)?;
        let month = digits(parts.next()?, 2)?;
        let day = digits(parts.next()?, 2)?;
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let days = match month {
            4 | 6 | 9 | 11 => 30,
            2 if leap => 29,
            2 => 28,
            1..=12 => 31,
            _ => return None,
        };
        let valid = parts.next().is_none() && (1..=days).contains(&day);
        valid.then_some(Date { year, month, day })
    }

    /// The day that many days after 1970-01-01. Years are counted from March, so that the leap day comes last.
    pub fn after_epoch(days: i64) -> Date {
        let days = days + 719_468;
        let era = days.div_euclid(146_097);
        let day_of_era = days.rem_euclid(146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
        let month = (month_from_march + 2) % 12 + 1;
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        Date { year, month, day }
    }

    /// The reverse of [`Date::after_epoch`].
    fn days_after_epoch(self) -> i64 {
        let year = self.year - i64::from(self.month <= 2);
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let day_of_year = (153 * ((self.month + 9) % 12) + 2) / 5 + self.day - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        era * 146_097 + day_of_era - 719_468
    }
}

/// A second of the Gregorian calendar in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment(i64);

const DAY: i64 = 86_400;

impl Moment {
    /// So many seconds after 1970-01-01T00:00:00Z.
    pub fn after_epoch(seconds: i64) -> Moment {
        Moment(seconds)
    }

    /// Reads the form of RFC 3339 that has seconds: `2026-11-29T12:00:00Z`, `2026-11-29T13:00:00.5+01:00`. Parts of a second
    /// are dropped.
    pub fn parse(text: &str) -> Option<Moment> {
        let (date, rest) = (text.get(..10)?, text.get(10..)?);
        let rest = rest.strip_prefix(['T', 't', ' '])?;
        let (time, rest) = (rest.get(..8)?, rest.get(8..)?);
        let time = clock(time)?;
        let zone = match rest.strip_prefix('.') {
            Some(parts) => parts.trim_start_matches(|c: char| c.is_ascii_digit()),
            None => rest,
        };
        let ahead = match zone {
            "Z" | "z" => 0,
            _ => {
                let minutes = clock(zone.get(1..).filter(|zone| zone.len() == 5)?)?;
                match zone.get(..1)? {
                    "+" => minutes,
                    "-" => -minutes,
                    _ => return None,
                }
            }
        };
        Some(Moment(
            Date::parse(date)?.days_after_epoch() * DAY + time - ahead,
        ))
    }

    /// Seconds after 1970-01-01T00:00:00Z.
    pub fn seconds(self) -> i64 {
        self.0
    }

    /// How many seconds this is after another moment; negative when it is before.
    pub fn seconds_after(self, other: Moment) -> i64 {
        self.0.saturating_sub(other.0)
    }
}

/// Seconds of `HH:MM:SS` or `HH:MM`.
fn clock(text: &str) -> Option<i64> {
    let part = |part: Option<&str>, limit: i64| -> Option<i64> {
        let part = part?;
        let valid = part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit());
        let number = valid.then(|| part.parse().ok()).flatten()?;
        (number < limit).then_some(number)
    };
    let mut parts = text.split(':');
    let (hours, minutes) = (part(parts.next(), 24)?, part(parts.next(), 60)?);
    let seconds = match parts.next() {
        // A leap second.
        Some(seconds) => part(Some(seconds), 61)?,
        None => 0,
    };
    parts
        .next()
        .is_none()
        .then_some(hours * 3600 + minutes * 60 + seconds)
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (day, second) = (self.0.div_euclid(DAY), self.0.rem_euclid(DAY));
        let (hour, minute) = (second / 3600, second / 60 % 60);
        let date = Date::after_epoch(day);
        write!(f, "{date}T{hour:02}:{minute:02}:{:02}Z", second % 60)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_real_days_only() {
        assert_eq!(Date::parse("2028-02-29").unwrap().to_string(), "2028-02-29");
        for bad in [
            "2027-02-29",
            "2027-13-01",
            "2027-00-10",
            "2027-1-1",
            "27-01-01",
            "2027-01-01T00",
            "+027-01-01",
            "",
        ] {
            assert_eq!(Date::parse(bad), None, "{bad}");
        }
        assert!(Date::parse("2026-12-31") < Date::parse("2027-01-01"));
    }

    #[test]
    fn counts_days_from_the_epoch() {
        for (days, date) in [
            (0, "1970-01-01"),
            (59, "1970-03-01"),
            (11_016, "2000-02-29"),
            (20_454, "2026-01-01"),
        ] {
            assert_eq!(Date::after_epoch(days).to_string(), date);
        }
    }

    #[test]
    fn moments_are_read_and_written() {
        for (text, seconds) in [
            ("1970-01-01T00:00:00Z", 0),
            ("2026-11-29T12:00:00Z", 1_795_953_600),
            ("2026-11-29T13:00:00.25+01:00", 1_795_953_600),
            ("2026-11-29 07:30:00-04:30", 1_795_953_600),
            ("1969-12-31T23:59:59Z", -1),
        ] {
            assert_eq!(Moment::parse(text), Some(Moment(seconds)), "{text}");
        }
        assert_eq!(Moment(1_795_953_600).to_string(), "2026-11-29T12:00:00Z");
        assert_eq!(Moment(-1).to_string(), "1969-12-31T23:59:59Z");
        for bad in [
            "",
            "2026-11-29",
            "2026-11-29T12:00Z",
            "2026-11-29T12:00:00",
            "2026-11-29T24:00:00Z",
            "2026-11-29T12:00:00+1",
            "2026-11-29T12:00:00ß01:00",
            "ßßßßßßßßßßßßßßß",
        ] {
            assert_eq!(Moment::parse(bad), None, "{bad}");
        }
    }
}
