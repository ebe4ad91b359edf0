//! The one way to add a route: method, path, handler, who may, and what it is. It gives the router and the list of
//! routes from which the role table and its test are made; nothing else adds a route.

use std::fmt::Write;
use std::sync::Arc;

use axum::Router;
use axum::handler::Handler;
use axum::http::Method;
use axum::routing::{MethodFilter, on};
use regie_domain::actor::Role;
use regie_domain::client::ApiScope;
use serde::Serialize;

use crate::api::operation::Operation;

/// Who may come by a route. The door checks it before the handler; `authorise` then decides about the thing itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Access {
    /// Anybody.
    Public,
    /// A program with a token that allows this.
    Token(ApiScope),
    /// A program that signs with the secret of the connection in the address.
    Signed,
    /// Whoever has a customer's link to this journey.
    CustomerLink,
    /// A partner in the chain that has a link to its part of this journey.
    PartnerLink,
    /// A member who is signed in and has one of these roles.
    Member(&'static [Role]),
    /// Anybody who knows the token, as long as there is no administrator.
    FirstRun,
    /// Anybody, in the demo only; elsewhere the route does not exist.
    Demo,
}

/// What a route does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Purpose {
    /// Runs a command of this name.
    Command(&'static str),
    /// Reads views under a scope of this name.
    View(&'static str),
    /// A style sheet, script, font.
    Asset,
}

/// One route, as it was added.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RouteInfo {
    /// The method.
    #[serde(serialize_with = "method_name")]
    pub method: Method,
    /// The path, with its parameters in braces.
    pub path: &'static str,
    /// Who may.
    pub access: Access,
    /// What it does.
    pub purpose: Purpose,
    /// How programs use it, where it is one of the API.
    #[serde(skip)]
    pub operation: Option<Arc<Operation>>,
}

fn method_name<S: serde::Serializer>(method: &Method, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(method.as_str())
}

/// Puts the check of a route before its handler. Given by the server, which knows sessions and links; called once for
/// each route with that route's [`RouteInfo`].
pub type Guard<S> = Box<dyn Fn(RouteInfo, axum::routing::MethodRouter<S>) -> axum::routing::MethodRouter<S> + Send>;

/// Collects routes.
pub struct Routes<S> {
    router: Router<S>,
    list: Vec<RouteInfo>,
    guard: Guard<S>,
}

impl<S: Clone + Send + Sync + 'static> Routes<S> {
    /// Starts with no route. Every route that is added passes through `guard`.
    pub fn new(guard: Guard<S>) -> Self {
        Routes { router: Router::new(), list: Vec::new(), guard }
    }

    /// A page or a file that is read.
    pub fn get<H, T>(self, path: &'static str, access: Access, view: &'static str, handler: H) -> Self
    where
        H: Handler<T, S>,
        T: 'static,
    {
        self.add(Method::GET, path, access, Purpose::View(view), handler)
    }

    /// A form that is posted.
    pub fn post<H, T>(self, path: &'static str, access: Access, command: &'static str, handler: H) -> Self
    where
        H: Handler<T, S>,
        T: 'static,
    {
        self.add(Method::POST, path, access, Purpose::Command(command), handler)
    }

    /// An asset.
    pub fn asset<H, T>(self, path: &'static str, handler: H) -> Self
    where
        H: Handler<T, S>,
        T: 'static,
    {
        self.add(Method::GET, path, Access::Public, Purpose::Asset, handler)
    }

    /// An operation of the API: it tells all of itself.
    pub fn api<H, T>(self, operation: Operation, handler: H) -> Self
    where
        H: Handler<T, S>,
        T: 'static,
    {
        let purpose =
            if operation.body.is_some() { Purpose::Command(operation.does) } else { Purpose::View(operation.does) };
        let info = RouteInfo {
            method: operation.method.clone(),
            path: operation.path,
            access: Access::Token(operation.scope),
            purpose,
            operation: Some(Arc::new(operation)),
        };
        self.put(info, handler)
    }

    /// Any route. A command may not be reached by a safe method, and nothing but a command may change things.
    ///
    /// # Panics
    ///
    /// At start, when method and purpose contradict each other or the route exists: a fault of the program.
    pub fn add<H, T>(self, method: Method, path: &'static str, access: Access, purpose: Purpose, handler: H) -> Self
    where
        H: Handler<T, S>,
        T: 'static,
    {
        self.put(RouteInfo { method, path, access, purpose, operation: None }, handler)
    }

    fn put<H, T>(mut self, info: RouteInfo, handler: H) -> Self
    where
        H: Handler<T, S>,
        T: 'static,
    {
        let RouteInfo { method, path, purpose, .. } = info.clone();
        let command = matches!(purpose, Purpose::Command(_));
        assert!(
            command != method.is_safe(),
            "{method} {path}: only a command changes things, and never by a safe method"
        );
        let known = self.list.iter().any(|route| route.method == method && route.path == path);
        assert!(!known, "{method} {path} is added twice");
        let filter = MethodFilter::try_from(method).unwrap_or(MethodFilter::GET);
        let guarded = (self.guard)(info.clone(), on(filter, handler));
        self.router = self.router.route(path, guarded);
        self.list.push(info);
        self
    }

    /// The router and the list of its routes.
    pub fn build(self) -> (Router<S>, Vec<RouteInfo>) {
        (self.router, self.list)
    }
}

/// The table that a person can read: one line per route, who may, what it does.
pub fn table(routes: &[RouteInfo]) -> String {
    let mut text = String::from("| route | does | everyone | by link |");
    for role in Role::ALL {
        let _ = write!(text, " {} |", role.code().replace('_', " "));
    }
    text.push_str("\n|---|---|---|---|---|---|---|---|---|\n");
    let mut routes: Vec<&RouteInfo> = routes.iter().collect();
    routes.sort_by_key(|route| (route.path, route.method.as_str().to_owned()));
    for route in routes {
        let does = match route.purpose {
            Purpose::Command(name) => format!("command `{name}`"),
            Purpose::View(name) => format!("view `{name}`"),
            Purpose::Asset => "asset".to_owned(),
        };
        let everyone = match route.access {
            Access::Public => "yes",
            Access::Token(scope) => scope.code(),
            Access::Signed => "signed",
            Access::FirstRun => "first run",
            Access::Demo => "demo",
            Access::CustomerLink | Access::PartnerLink | Access::Member(_) => "",
        };
        let link = match route.access {
            Access::CustomerLink => "own journey",
            Access::PartnerLink => "a partner's part",
            _ => "",
        };
        let _ = write!(text, "| `{} {}` | {does} | {everyone} | {link} |", route.method, route.path);
        for role in Role::ALL {
            let may = matches!(route.access, Access::Member(roles) if roles.contains(&role));
            text.push_str(if may { " yes |" } else { "  |" });
        }
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open() -> Guard<()> {
        Box::new(|_, handler| handler)
    }

    #[test]
    fn the_list_holds_what_the_router_serves() {
        let (_, list) = Routes::new(open())
            .get("/work", Access::Member(&Role::ALL), "work", || async {})
            .post(
                "/journeys/{id}/note",
                Access::Member(&[Role::Agent, Role::TeamLead, Role::Coordinator, Role::Administrator]),
                "note",
                || async {},
            )
            .get("/s/{token}", Access::CustomerLink, "status", || async {})
            .build();
        assert_eq!(list.len(), 3);
        let table = table(&list);
        assert!(
            table.contains("| `POST /journeys/{id}/note` | command `note` |  |  | yes | yes | yes | yes |  |"),
            "{table}"
        );
        assert!(table.contains("| `GET /s/{token}` | view `status` |  | own journey |"), "{table}");
    }

    #[test]
    #[should_panic(expected = "only a command changes things")]
    fn a_view_cannot_be_posted() {
        let _ = Routes::new(open()).add(Method::POST, "/x", Access::Public, Purpose::View("x"), || async {});
    }

    #[test]
    #[should_panic(expected = "added twice")]
    fn a_route_is_added_once() {
        let routes = Routes::new(open()).get("/x", Access::Public, "x", || async {});
        let _ = routes.get("/x", Access::Public, "x", || async {});
    }
}
