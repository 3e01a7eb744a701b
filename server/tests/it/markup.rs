//! What people type is text wherever it is shown: no element and no attribute of theirs arises in any page (served whole,
//! rendered for a link, kept for strangers, with a form given back), nor in any mail.

mod tags;

use crate::authorisation::scene::{Scene, Things, email};
use domain::account::NewToken;
use domain::actor::Scope;
use domain::profile::ProfileInput;
use domain::text::TokenName;
use domain::time::Span;
use reqwest::RequestBuilder;
use server::authorisation::Caller;
use server::mail::Mailer;
use server::worker;
use std::collections::{BTreeSet, HashMap};
use std::path::Path;
use store::{account, contract, profile, proposal, token};

/// Ends a quoted attribute and every element whose content is text, and begins an element of its own. It fits every field.
const MARK: &str = "\"'></title></textarea></script><hostile>";
/// As an address says it.
const MARK_IN_ADDRESS: &str = "%22%27%3E%3C%2Ftitle%3E%3C%2Ftextarea%3E%3C%2Fscript%3E%3Chostile%20hostile%3D%22%22%3E";
const VIEWERS: [Caller; 3] = [Caller::Anonymous, Caller::Client, Caller::Freelancer];

/// Notes what of a mark has become markup.
fn judge(wrong: &mut Vec<String>, what: &str, html: &str) {
    for tag in tags::tags(html) {
        if tag.name == "hostile" || tag.names().any(|name| name.contains("hostile") || name.contains(['<', '"', '\'']))
        {
            let names: Vec<&str> = tag.names().collect();
            wrong.push(format!("{what}: an element `{}` with the attributes {names:?}", tag.name));
        }
    }
}

/// A browser of each viewer.
struct Browsers {
    scene: Scene,
    cookies: HashMap<&'static str, String>,
}

impl Browsers {
    async fn open() -> Self {
        let scene = Scene::marked("", MARK).await;
        let mut cookies = HashMap::new();
        for caller in VIEWERS {
            cookies.insert(email(caller), scene.cookie(caller).await);
        }
        Self { scene, cookies }
    }

    fn of(&self, request: RequestBuilder, caller: Caller, flash: &str) -> RequestBuilder {
        request.header("accept", "text/html").header("cookie", format!("{}; {flash}", self.cookies[email(caller)]))
    }

    async fn get(&self, path: &str, caller: Caller, flash: &str) -> String {
        let request = self.scene.site.client.get(self.scene.site.url(path));
        let response = self.of(request, caller, flash).send().await.unwrap();
        assert!(response.status() != 500, "{path} as {caller:?}");
        response.text().await.unwrap()
    }

    /// Posts a form as a browser without scripts does, and follows to the page that answers.
    async fn post(&self, page: &str, form: &tags::Form, caller: Caller) -> String {
        let site = &self.scene.site;
        let request = site.post(&form.action).header("referer", site.url(page)).form(&form.fields);
        let answer = self.of(request, caller, "").send().await.unwrap();
        let header = |name: &str| answer.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let (next, flash) = (header("location"), header("set-cookie").split(';').next().unwrap_or_default());
        if next.is_empty() { answer.text().await.unwrap() } else { self.get(next, caller, flash).await }
    }
}

/// What the scene lacks: names, profiles, a token, a device, and reasons and notes of every kind.
async fn write_everywhere(scene: &Scene) {
    let maker = &scene.maker;
    for actor in [&maker.client, &maker.freelancer] {
        let context = maker.instance.context(actor.clone());
        let version = profile::page(&context.visit(), actor.account()).await.unwrap().version;
        let mark = || MARK.to_owned();
        let input = ProfileInput {
            name: mark(),
            title: mark(),
            overview: mark(),
            skills: mark(),
            country: mark(),
            availability: "now".to_owned(),
            visibility: "public".to_owned(),
            ..ProfileInput::default()
        };
        profile::save(&context, version, &input).await.unwrap();
        let name = TokenName::parse(MARK).unwrap();
        let new = NewToken { name, scopes: vec![Scope::Read], life: Span::days(60) };
        token::make(&context, None, store::seed::PASSWORD, &new).await.unwrap();
    }
    for caller in [Caller::Client, Caller::Freelancer] {
        account::sign_in(&maker.instance.context(None), email(caller), store::seed::PASSWORD, MARK).await.unwrap();
    }
    let declined = maker.fresh_proposal().await;
    proposal::decline(&maker.client(), declined, MARK).await.unwrap();
    let (again, _) = (maker.submitted().await, maker.submitted().await);
    contract::request_changes(&maker.client(), again, MARK).await.unwrap();
    contract::submit(&maker.freelancer(), scene.things.milestone, MARK).await.unwrap();
}

/// Every route of the pages' code.
fn routes(folder: &Path) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(routes(&path));
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let routes = text.split("<Route path=path!(\"").skip(1).map(|rest| rest.split('"').next().unwrap().to_owned());
        found.extend(routes);
    }
    found
}

/// The pages of the scene: for each route at least one, and those that show what stands in their address.
fn addresses(things: &Things, person: &str) -> Vec<String> {
    let mut all = Vec::new();
    for route in routes(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../app/src")) {
        let ids = match route.split('/').nth(1).unwrap() {
            "contracts" => vec![things.contract.to_string()],
            "jobs" => vec![things.job.to_string()],
            "messages" => vec![things.room.to_string()],
            "offers" => vec![things.offer_of_client.to_string(), things.offer_of_freelancer.to_string()],
            "payments" => vec![things.payment.to_string()],
            "people" => vec![person.to_owned()],
            "proposals" => vec![things.proposal.to_string()],
            _without => Vec::new(),
        };
        match route.split('/').position(|part| part.starts_with(':')) {
            None => all.push(route),
            Some(place) => {
                assert!(!ids.is_empty(), "no address is known of {route}");
                let part = route.split('/').nth(place).unwrap().to_owned();
                all.extend(ids.iter().map(|id| route.replace(&part, id)));
            }
        }
    }
    let asked =
        ["/jobs?words=", "/jobs?skills=", "/jobs?budget_min=", "/commands?words=", "/sign-in?next=/", "/verify?token="];
    let asked =
        asked.iter().chain(&["/reset?token=", "/", "/contracts/", "/jobs/", "/sandbox/pay/", "/sandbox/mailbox?to="]);
    all.extend(asked.map(|page| format!("{page}{MARK_IN_ADDRESS}")));
    all.extend(["/sandbox/mailbox".to_owned(), format!("/sandbox/pay/{}", things.reference), "/offline".to_owned()]);
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_people_type_becomes_markup_in_any_page_or_mail() {
    let browsers = Browsers::open().await;
    let scene = &browsers.scene;
    write_everywhere(scene).await;
    let mut wrong = Vec::new();
    let (mut shown, mut forms) = (0, Vec::new());
    for page in addresses(&scene.things, &scene.open_profile()) {
        for caller in VIEWERS {
            // The second time, a stranger gets what was kept the first time.
            for time in ["first", "second"] {
                let html = browsers.get(&page, caller, "").await;
                judge(&mut wrong, &format!("{page} as {caller:?}, the {time} time"), &html);
                shown += usize::from(html.contains("&lt;hostile"));
                if time == "second" {
                    forms.extend(tags::forms(&html, MARK).into_iter().map(|form| (page.clone(), caller, form)));
                }
            }
            let rendered = browsers.get(&format!("/rendered{page}"), caller, "").await;
            let rendered: serde_json::Value = serde_json::from_str(&rendered).unwrap_or_default();
            for part in rendered["html"].as_array().into_iter().flatten() {
                judge(
                    &mut wrong,
                    &format!("{} of {page}, by a link, as {caller:?}", part[0]),
                    part[1].as_str().unwrap(),
                );
            }
        }
    }
    assert!(shown > 80, "only {shown} pages show what people have typed");
    let mut sent = BTreeSet::new();
    forms.retain(|(page, caller, form)| {
        form.is_typed && sent.insert((page.clone(), email(*caller), form.action.clone()))
    });
    assert!(forms.len() > 20, "only {} forms found", forms.len());
    for (page, caller, form) in &forms {
        let html = browsers.post(page, form, *caller).await;
        judge(&mut wrong, &format!("{page} as {caller:?} after {}", form.action), &html);
    }
    judge_mails(&mut wrong, scene).await;
    assert!(wrong.is_empty(), "{} places:\n{}", wrong.len(), wrong.join("\n"));
}

async fn judge_mails(wrong: &mut Vec<String>, scene: &Scene) {
    let instance = &scene.maker.instance;
    worker::run_once(instance, scene.maker.now()).await.unwrap();
    let Mailer::Mailbox(mailbox) = &instance.mailer else { panic!("mails are files here") };
    let mails = mailbox.list(None).await.unwrap();
    assert!(mails.len() > 10, "only {} mails", mails.len());
    for mail in mails {
        judge(
            wrong,
            &format!("the mail “{}”", mail.subject),
            mail.html.as_deref().expect("every mail has an HTML part"),
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_title_is_shown_as_it_was_typed() {
    let browsers = Browsers::open().await;
    let things = &browsers.scene.things;
    let page = format!("/contracts/{}", things.contract);
    let typed = format!("Rust engineer for a tide gauge{MARK}");
    let html = browsers.get(&page, Caller::Client, "").await;
    assert_eq!(tags::title(&html), format!("{typed} · Guildhall"));
    // A browser that has the frame sets the title as a text.
    let rendered = browsers.get(&format!("/rendered{page}"), Caller::Client, "").await;
    let rendered: serde_json::Value = serde_json::from_str(&rendered).unwrap();
    let told = rendered["data"][0][1].as_str().unwrap();
    assert!(told.contains(&serde_json::to_string(&typed).unwrap()), "{told}");
}
