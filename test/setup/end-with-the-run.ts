// A test process outlives a run that was interrupted or killed, and its servers with it, unless it ends itself.
process.once('disconnect', () => process.exit(1));
