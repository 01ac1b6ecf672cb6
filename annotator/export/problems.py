def problem_handler(exc, context): raise exc
