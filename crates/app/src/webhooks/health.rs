//! What an answer means: for the message, and for the endpoint.

use jiff::{SignedDuration, Timestamp};
use regie_domain::webhook::{WebhookEndpoint, WebhookState, WebhookStop, pause_after, pause_asked};
use regie_store::Tx;
use regie_store::webhooks::{self as stored, Attempt, Became, Delivery, Health};

use super::warn;
use crate::App;
use crate::authorise::Who;
use crate::directory::kind;
use crate::error::{AppError, Result};
use crate::ports::{CallAnswer, Unreached};
use crate::settings::{Edit, stamp};

/// From this try on a message holds up only what is about the same journey.
const ASIDE: u32 = 3;
/// Who fails so long without a break is warned about.
const WARNED: SignedDuration = SignedDuration::from_hours(24);
/// Who fails so long without a break is told nothing any more.
const DISABLED: SignedDuration = SignedDuration::from_hours(5 * 24);
/// What a receiver that is to be left in peace answers.
const LATER: [u16; 4] = [429, 502, 503, 504];
/// The last pause, for an endpoint whose messages are given up.
const LAST_PAUSE: u32 = 9;

/// What a try came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Verdict {
    /// What becomes of the message.
    pub became: Became,
    /// The HTTP status, where there was an answer.
    pub status: Option<u16>,
    /// The code of the failure.
    pub error: Option<&'static str>,
    /// Whether the receiver asked to be left in peace.
    pub asked: bool,
}

/// The moments and the chance that a verdict takes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Now {
    /// By the business clock.
    pub business: Timestamp,
    /// By the machine's.
    pub machine: Timestamp,
    /// Draws the pauses.
    pub random: u32,
}

/// What an answer means for a message that failed so often before.
pub(crate) fn judge(answer: Result<CallAnswer, Unreached>, tries: u32, now: Now) -> Verdict {
    let answer = match answer {
        Ok(answer) => answer,
        Err(unreached) => return failed(None, unreached.code(), tries, now),
    };
    let status = Some(answer.status);
    match answer.status {
        200..300 => Verdict { became: Became::Sent, status, error: None, asked: false },
        410 => Verdict { became: Became::Failed, status, error: Some("gone"), asked: false },
        300..400 => failed(status, "redirect", tries, now),
        code => {
            let wait = answer
                .header("retry-after")
                .filter(|_| LATER.contains(&code))
                .and_then(|text| asked(text, now.machine));
            let Some(wait) = wait else { return failed(status, "status", tries, now) };
            let asked = pause_asked(wait, now.random);
            // Who always asks for a moment more is failing all the same: it is a try, and never sooner than the schedule has it.
            let became = match pause_after(tries + 1, now.random) {
                Some(pause) => Became::Again(now.business + asked.max(pause)),
                None => Became::Failed,
            };
            Verdict { became, status, error: Some("later"), asked: true }
        }
    }
}

fn failed(status: Option<u16>, error: &'static str, tries: u32, now: Now) -> Verdict {
    let became = match pause_after(tries + 1, now.random) {
        Some(pause) => Became::Again(now.business + pause),
        None => Became::Failed,
    };
    Verdict { became, status, error: Some(error), asked: false }
}

/// How long a receiver asks to wait: in seconds, or until a date.
pub(crate) fn asked(text: &str, machine: Timestamp) -> Option<SignedDuration> {
    if let Ok(seconds) = text.parse::<u32>() {
        return Some(SignedDuration::from_secs(i64::from(seconds)));
    }
    let until = jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(text).ok()?;
    Some(until.duration_since(machine))
}

/// How an endpoint is doing after a try.
fn after(before: &Health, endpoint: &WebhookEndpoint, delivery: &Delivery, verdict: &Verdict, now: Now) -> Health {
    let at = now.business;
    if verdict.became == Became::Sent {
        let gap =
            endpoint.rate.map(|rate| SignedDuration::from_secs(60) / i32::try_from(rate.max(1)).unwrap_or(i32::MAX));
        let rest_until = gap.map(|gap| at + gap);
        return Health { rest_until, last_ok_at: Some(at), again: before.again, ..Health::default() };
    }
    let tries = delivery.tries + 1;
    let longest = tries >= before.rounds;
    let rest_until = match verdict.became {
        Became::Again(next) if verdict.asked => Some(next),
        // From here on another message shows whether it is this one or the endpoint.
        _ if longest && tries >= ASIDE => None,
        Became::Again(next) if longest => Some(next),
        _ => pause_after(before.rounds.clamp(1, LAST_PAUSE), now.random).map(|pause| at + pause),
    };
    Health {
        failing_since: before.failing_since.or(Some(at)),
        rounds: before.rounds.max(tries),
        rest_until,
        ..before.clone()
    }
}

/// Writes down what a try came to, and what follows for the endpoint.
pub(crate) async fn record(
    app: &App,
    tx: &mut Tx,
    endpoint: &WebhookEndpoint,
    delivery: &Delivery,
    (attempt, verdict, now): (&Attempt, &Verdict, Now),
) -> Result<()> {
    stored::tried(tx, delivery, attempt, verdict.became, now.business).await?;
    if verdict.became == Became::Withdrawn {
        return Ok(());
    }
    let before = stored::of_endpoints(tx).await?.remove(&delivery.endpoint).unwrap_or_default();
    let mut health = after(&before, endpoint, delivery, verdict, now);
    let failing = health.failing_since.map(|since| now.business.duration_since(since));
    let stop = match failing {
        _ if verdict.status == Some(410) => Some(WebhookStop::Gone),
        Some(failing) if failing >= DISABLED => Some(WebhookStop::Failing),
        _ => None,
    };
    if stop.is_none() && health.warned_at.is_none() && failing.is_some_and(|failing| failing >= WARNED) {
        health.warned_at = Some(now.business);
        warn::tell(app, tx, delivery.endpoint, warn::FAILING).await?;
    }
    if keeps(&before, &health) {
        stored::keep_health(tx, delivery.endpoint, &health).await?;
    }
    match stop {
        Some(why) => disable(app, tx, delivery.endpoint, why).await,
        None => Ok(()),
    }
}

/// Whether something changed that is worth a write: not only that it went well once more within the minute.
fn keeps(before: &Health, health: &Health) -> bool {
    let recent =
        before.last_ok_at.zip(health.last_ok_at).is_some_and(|(before, now)| now.duration_since(before).as_secs() < 60);
    !recent || Health { last_ok_at: before.last_ok_at, ..health.clone() } != *before
}

/// The program stops sending to an endpoint, and says so.
async fn disable(app: &App, tx: &mut Tx, id: uuid::Uuid, why: WebhookStop) -> Result<()> {
    let edit = Edit::begin(tx, stamp(app, &Who::System)).await?;
    let Some(found) = edit.directory.webhooks.get(&id) else { return Ok(()) };
    if found.value.state == WebhookState::Disabled {
        return Ok(());
    }
    let stopped =
        WebhookEndpoint { state: WebhookState::Disabled, since: edit.now, why: Some(why), ..found.value.clone() };
    edit.save(tx, (kind::WEBHOOK, id), None, &stopped, found.version).await.map_err(AppError::from)?;
    warn::tell(app, tx, id, if why == WebhookStop::Gone { warn::GONE } else { warn::STOPPED }).await
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
mod tests {
    use super::*;

    const MACHINE: &str = "2026-11-06T08:49:37Z";

    fn at(random: u32) -> Now {
        Now { business: "2018-02-05T07:00:00Z".parse().unwrap(), machine: MACHINE.parse().unwrap(), random }
    }

    fn answer(status: u16, retry: Option<&str>) -> Result<CallAnswer, Unreached> {
        let headers = retry.map(|value| ("retry-after".to_owned(), value.to_owned())).into_iter().collect();
        Ok(CallAnswer { status, headers, body: String::new() })
    }

    fn waits(answer: Result<CallAnswer, Unreached>, tries: u32, random: u32) -> Option<i64> {
        match judge(answer, tries, at(random)).became {
            Became::Again(next) => Some(next.duration_since(at(0).business).as_secs()),
            _ => None,
        }
    }

    #[test]
    fn only_2xx_is_taken_and_a_redirect_is_a_failure() {
        for status in [200, 202, 204, 299] {
            assert_eq!(judge(answer(status, None), 0, at(0)).became, Became::Sent);
        }
        for status in [100, 301, 302, 400, 404, 500, 599] {
            assert_eq!(waits(answer(status, None), 0, 100), Some(5), "{status}");
        }
        assert_eq!(judge(answer(301, None), 0, at(0)).error, Some("redirect"));
        assert_eq!(judge(answer(410, None), 0, at(0)).became, Became::Failed);
    }

    #[test]
    fn the_schedule_is_kept_and_the_tenth_failure_is_the_last() {
        let pauses: Vec<_> = (0..10).map_while(|tries| waits(answer(500, None), tries, 100)).collect();
        assert_eq!(pauses, [5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400]);
        assert_eq!(judge(Err(Unreached::Time), 9, at(0)).became, Became::Failed);
    }

    #[test]
    fn a_receiver_that_asks_for_time_gets_it_within_a_day() {
        assert_eq!(waits(answer(429, Some("120")), 0, 0), Some(120));
        assert_eq!(waits(answer(503, Some("Fri, 06 Nov 2026 09:49:37 GMT")), 0, 0), Some(3600));
        assert_eq!(waits(answer(429, Some("31536000")), 0, 77), Some(86_400));
        assert_eq!(waits(answer(503, Some("Fri, 06 Nov 2020 09:49:37 GMT")), 0, 0), Some(5), "a moment that is past");
        assert_eq!(waits(answer(429, Some("soon")), 1, 100), Some(300), "what cannot be read");
        assert_eq!(waits(answer(500, Some("120")), 1, 100), Some(300), "who only fails does not ask");
        assert_eq!(waits(answer(429, Some("9")), 0, 0), Some(9));
    }

    #[test]
    fn a_receiver_that_always_asks_for_a_moment_more_is_tried_by_the_schedule_and_given_up() {
        for retry in ["0", "20", "Fri, 06 Nov 2020 09:49:37 GMT"] {
            let pauses: Vec<_> = (0..10).map_while(|tries| waits(answer(503, Some(retry)), tries, 100)).collect();
            assert_eq!(pauses[1..], [300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400], "{retry}");
            assert!(pauses[0] <= 22, "{}", pauses[0]);
            assert_eq!(judge(answer(503, Some(retry)), 9, at(0)).became, Became::Failed);
        }
    }
}
