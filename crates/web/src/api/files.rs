//! Files: as they are sent along with a contact or as evidence, and reading one of a journey.

use axum::extract::{Path, State};
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use regie_app::content::Text;
use regie_domain::ids::{ContentId, JourneyId};
use serde::Deserialize;
use utoipa::ToSchema;

use super::call::Call;
use super::operation::{Gives, Operation};
use super::problem::{Failed, InvalidParam, Kind, Problem};
use crate::builder::Routes;
use crate::posted::{LARGEST_FILE, Upload};
use crate::reply::download;
use crate::state::Web;
use crate::ui::uploads;

/// The most files of one act.
const MOST: usize = 20;

/// A file that goes along.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FileToSend {
    /// Its name with its ending, which says what it is. What a computer would run is refused.
    #[schema(min_length = 1, max_length = 255)]
    pub name: String,
    /// Its bytes in base64 (RFC 4648, section 4): 20 MiB at most, all files of one act together.
    #[schema(min_length = 4, content_encoding = "base64")]
    pub content: String,
}

/// The files of an act, or every fault of them at once.
pub(super) fn taken(
    call: &Call,
    web: &Web,
    journey: JourneyId,
    field: &str,
    sent: Vec<FileToSend>,
) -> Result<Vec<Text>, Failed> {
    if sent.len() > MOST {
        return Err(Problem::fault(field, format!("at most {MOST} are taken")).into());
    }
    let mut faults = Vec::new();
    let mut uploads = Vec::with_capacity(sent.len());
    let mut size = 0;
    for (at, file) in sent.into_iter().enumerate() {
        let name = format!("{field}.{at}.content");
        match STANDARD.decode(file.content.as_bytes()) {
            Ok(bytes) if bytes.is_empty() => {
                faults.push(InvalidParam { name, reason: "the file is empty".to_owned() });
            }
            Ok(bytes) => {
                size += bytes.len();
                let media_type = String::new();
                uploads.push(Upload {
                    field: format!("{field}.{at}"),
                    name: file.name,
                    media_type,
                    bytes: bytes.into(),
                });
            }
            Err(error) => faults.push(InvalidParam { name, reason: format!("this is no base64: {error}") }),
        }
    }
    if size > LARGEST_FILE {
        return Err(Problem::new(Kind::TooLarge).into());
    }
    let (fine, wrong) = uploads::sort(&call.visit.cx, &uploads);
    faults.extend(wrong.into_iter().map(|(name, reason)| InvalidParam { name, reason }));
    if !faults.is_empty() {
        return Err(Problem::faults(faults).into());
    }
    Ok(fine.into_iter().map(|file| file.content(&web.app.ports, journey)).collect())
}

/// The operations.
#[must_use]
pub fn routes(routes: Routes<Web>) -> Routes<Web> {
    let one = Operation::read::<Bytes>(
        "messages",
        "/api/v1/journeys/{journeyId}/files/{fileId}",
        "getFile",
        "A file of a journey, as it was sent",
    )
    .view("file")
    .about("Its id stands at the contact that it came with. Anything but a picture or a PDF comes as `application/octet-stream`.")
    .gives(Gives::Bytes);
    routes.api(one, get)
}

/// The bytes of a file; the reference alone names it.
#[derive(Debug, ToSchema)]
#[schema(value_type = String, format = Binary)]
pub struct Bytes(#[expect(dead_code, reason = "the reference alone names it")] Vec<u8>);

async fn get(
    State(web): State<Web>,
    call: Call,
    Path((journey, file)): Path<(String, String)>,
) -> Result<Response, Failed> {
    let missing = || Failed::from(Problem::new(Kind::NotFound));
    let journey = JourneyId::parse(&journey).map_err(|_| missing())?;
    let file = ContentId::parse(&file).map_err(|_| missing())?;
    let (info, bytes) = call.told(web.app.open_file(&call.who(), journey, file).await)?;
    download(&info.name, &info.media_type, bytes).map_err(|_| Problem::new(Kind::Unavailable).into())
}
