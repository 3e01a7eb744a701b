//! Texts of the profile pages.

messages! { "profile";
    edit: "Your profile";
    edit_text: "What others read before they hire you, or before they work for you.";
    edit_link: "Change your profile";
    message: "Message";
    save: "Save profile";
    back: "Leave without saving";
    about: "About";
    name: "Name (required)";
    title: "Title";
    title_hint: "One line under your name: what you do, and for whom.";
    overview: "About you";
    overview_hint:
        "What you have done, how you work, what you would like to do next. You can use Markdown. \
         Lists show the first 250 characters.";
    country: "Country";
    seen: "Who sees your profile";
    seen_public: "Everybody, including search engines";
    seen_members: "People who are signed in";
    seen_private: "Only you, and people you have a proposal or a contract with";
    work: "Work";
    work_text: "For those who take work. Leave it empty if you only hire.";
    skills: "Skills";
    skills_hint: "Up to 15, separated by commas.";
    rate: "Hourly rate";
    rate_short: "Rate";
    rate_note: "an hour, or by milestone";
    currency: "Currency";
    experience: "Experience";
    experience_entry: "New to the trade";
    experience_intermediate: "Works without help";
    experience_expert: "Expert";
    hours: "Hours a week";
    hours_short(hours): "{hours} h";
    hours_note: "a week";
    free: "Free";
    availability: "Can take work";
    available_now: "Now";
    available_not: "Not at the moment";
    email_checked: "E-mail confirmed";
    no_overview: "Nothing written yet.";
    no_skills: "No skills named yet.";
    contracts: "Contracts";
    contracts_note: "finished as a freelancer";
    jobs: "Jobs";
    jobs_note: "posted as a client";
    record: "Record";
    since: "Here since";
}
