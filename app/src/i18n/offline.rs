//! Texts of the installed app: what is said without a connection, about new versions, and on going out.

messages! { "offline";
    /// Name of the place where these things are said.
    notices: "Notices";
    offline_title: "You are offline.";
    offline_text: "You can go on reading and writing. Messages wait on this device and go out by themselves.";
    update_title: "There is a new version.";
    update_text: "Nothing that you typed would be lost.";
    update: "Reload for the new version";
    later: "Later";
    install_title: "Keep Guildhall on this device.";
    install_text: "It opens like an app, and its icon shows unread messages.";
    install: "Install";
    install_no: "Do not ask again";
    install_apple_text: "Press Share, then “Add to Home Screen”. It opens like an app, and its icon shows unread messages.";
    stopped_title: "Live updates stopped on this page.";
    stopped_text: "Links and forms still work. Reloading brings the rest back and keeps what you typed.";
    reload: "Reload";
    kept_title: "Messages that you wrote wait on this device.";
    kept_text: "They go out when you open the conversation.";
    kept_open: "Open the conversation";
    unsent_title: "Some messages were not sent yet";
    unsent_text: "You wrote them here without a connection. Choose what happens to them before you sign out.";
    unsent_send: "Send them and sign out";
    unsent_seal: "Keep them on this device";
    unsent_seal_more: "Nobody sees them until you sign in here again.";
    unsent_forget: "Discard them";
    unsent_stay: "Stay signed in";
    unsent_failed: "They could not be sent: Guildhall cannot be reached. Nothing was lost. Try again, or keep them here.";
    page_title: "You are offline";
    page_text: "This page cannot be loaded without a connection. Nothing was lost.";
    page_still: "What still works";
    page_open: "Pages that are open in other tabs stay readable, and you can go on writing in them.";
    page_messages: "Messages that you wrote wait on this device and go out by themselves.";
    page_unsent: "Written and not sent yet";
    page_drafts: "Started and not sent yet";
    page_drafts_text: "What you typed waits on this device. It will be back in its form when the page can be loaded.";
    page_timer: "The timer runs";
    page_back: "This page opens by itself as soon as Guildhall can be reached.";
    again: "Try again";
}
