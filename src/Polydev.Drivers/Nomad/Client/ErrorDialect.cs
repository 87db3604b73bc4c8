namespace Polydev.Drivers.Nomad.Client;

/// <summary>What a cluster means by what it says. Most refusals are <c>500</c> with a sentence, so the sentence decides.</summary>
internal static class ErrorDialect
{
    private static readonly (string Words, NomadError Error)[] s_sentences =
    [
        ("ACL token not found", NomadError.Unauthorized),
        ("ACL token expired", NomadError.Unauthorized),
        ("ACL support disabled", NomadError.AclDisabled),
        ("Permission denied", NomadError.Forbidden),
        ("No cluster leader", NomadError.NoLeader),
        ("No path to region", NomadError.UnknownRegion),
        ("nonexistent namespace", NomadError.UnknownNamespace),
        ("Enforcing job modify index", NomadError.Conflict),
        ("Dispatch did not provide required meta keys", NomadError.DispatchMeta),
        ("Dispatch request included unpermitted metadata keys", NomadError.DispatchMeta),
        ("Payload exceeds maximum size", NomadError.DispatchPayload),
        ("Payload provided but forbidden", NomadError.DispatchPayload),
        ("Payload is not provided but required", NomadError.DispatchPayload),
        ("is not a parameterized job", NomadError.NotParameterized),
        ("parameterized job not found", NomadError.NotFound),
        ("group count was greater", NomadError.ScaleOutOfBounds),
        ("group count was less", NomadError.ScaleOutOfBounds),
        ("while it is draining", NomadError.NodeDraining),
        ("task not running", NomadError.TaskNotRunning),
        ("Task not running", NomadError.TaskNotRunning),
        ("not running", NomadError.TaskNotRunning),
        ("HTTP request to an HTTPS server", NomadError.Tls),
        ("Unknown allocation", NomadError.NotFound),
        ("Unknown node", NomadError.NotFound),
        ("unknown task name", NomadError.NotFound),
        ("task not found", NomadError.NotFound),
        ("Task not found", NomadError.NotFound),
        ("UUID must be", NomadError.Invalid),
        ("Missing job", NomadError.Invalid),
        ("error occurred:", NomadError.Invalid),
        ("errors occurred:", NomadError.Invalid),
        ("rpc error", NomadError.Rpc),
        ("failed to get conn", NomadError.Rpc),
        ("No path to node", NomadError.Rpc),
        ("EOF", NomadError.Rpc),
    ];

    /// <summary>Reads a refusal.</summary>
    /// <param name="status">HTTP status.</param>
    /// <param name="text">Body of the answer.</param>
    public static NomadException Read(int status, string text)
    {
        var said = text.Trim();
        return new NomadException(ErrorOf(status, said), status, said.Length > 0 ? said : $"status {status}, without a word");
    }

    /// <summary>Reads the reason that a command's stream was closed for, which is all that is heard of a refusal there.</summary>
    /// <param name="code">Close code of the WebSocket.</param>
    /// <param name="reason">What it says.</param>
    public static NomadException ReadClose(int? code, string? reason)
    {
        var said = string.IsNullOrWhiteSpace(reason) ? "the command's stream broke off" : reason.Trim();
        return new NomadException(code is null ? NomadError.Unreachable : ErrorOf(500, said), null, said);
    }

    private static NomadError ErrorOf(int status, string said)
    {
        foreach (var (words, error) in s_sentences)
        {
            if (said.Contains(words, StringComparison.Ordinal))
            {
                return error;
            }
        }

        return status switch
        {
            401 => NomadError.Unauthorized,
            403 => NomadError.Forbidden,
            404 => NomadError.NotFound,
            409 => NomadError.Conflict,
            429 or 503 => NomadError.Busy,
            502 or 504 => NomadError.Rpc,
            >= 400 and < 500 => NomadError.Invalid,
            _ => NomadError.Failed,
        };
    }
}
