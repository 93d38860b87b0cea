Dear drummer, this is no message.
