"""What people do: keys, mouse, touch and game controllers become actions, actions change the session.
May import the session, the stage and all below; nobody below knows them."""
