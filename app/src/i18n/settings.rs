//! Texts of the settings page.

messages! { "settings";
    settings: "Settings";
    account: "Account";
    name: "Name";
    email: "E-mail";
    confirmed: "Confirmed";
    unverified: "Your address is not confirmed yet.";
    unverified_more:
        "Open the link in the mail we sent you. Until then you can look around and write drafts, but not publish, \
         propose or agree.";
    unverified_until(at): "You have until {at} to do so. After that the account ends, and the address is free again.";
    mail_failed(at): "We have not been able to deliver mail to this address since {at}.";
    mail_failed_more:
        "Deadlines still apply: your home page shows what is due. Please check that the mailbox exists and is not \
         full. This message goes away with the next mail that arrives.";
    resend: "Send the link again";
    resent: "Check your mail.";
    resent_more: "The new link works once, within 24 hours.";
    edit_profile: "Change name and profile";
    see_profile: "See your profile";
    colours: "Colours";
    colours_text: "For this browser only.";
    colours_device: "Same as the device";
    colours_light: "Light";
    colours_dark: "Dark";
    password: "Password";
    password_now: "Your current password";
    password_new: "New password";
    password_hint: "10 characters or more. Three or four words are good.";
    password_change: "Change password";
    password_changed: "Your new password is set.";
    revoke_tokens: "Revoke all my tokens, too";
    revoke_tokens_more(names): "Programs can still act for you with those that stay: {names}.";
    password_changed_more:
        "All other devices were signed out. Use it the next time you sign in. Tokens that still act for you are listed \
         below.";
    devices: "Devices signed in";
    devices_text: "A device that you do not know? Sign it out, then change your password.";
    this_device: "This device";
    since: "Since";
    last_used: "last used";
    end: "Sign out";
    end_here: "Sign out here";
    end_of(place, device): "Sign out device {place}, {device}";
    tokens: "Tokens for programs";
    tokens_text: "A token lets a program act for you through the API, within its scopes.";
    no_tokens: "You have not made any tokens.";
    make: "Make a token";
    token_name: "What it is for";
    token_name_hint: "A name to know it by, such as “Nightly export”.";
    scopes: "What it may do";
    scope_read: "Read";
    scope_read_more: "Everything that you can see.";
    scope_work: "Work";
    scope_work_more: "Post jobs, propose, offer, accept, submit, ask for changes, end contracts, change the profile.";
    scope_message: "Message";
    scope_message_more: "Write messages in your name.";
    scope_money: "Money";
    scope_money_more: "Fund, release and give back.";
    token_days: "It ends after";
    token_days_unit: "days";
    token_days_hint(most): "From 1 to {most}.";
    token_password_hint: "A token keeps working after you sign out, so we ask for it once more.";
    make_now: "Make the token";
    made: "Your new token.";
    made_more: "Copy it now: it is shown only once, and nobody can show it again.";
    made_label: "Token";
    token_ends(at): "Ends {at}.";
    token_used(at): "Last used {at}.";
    token_unused: "Never used.";
    revoke: "Revoke";
    revoke_of(name): "Revoke {name}";
}
