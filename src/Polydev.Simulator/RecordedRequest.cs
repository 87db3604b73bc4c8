namespace Polydev.Simulator;

/// <summary>A request as it reached the simulator; its secrets are hashed.</summary>
public sealed record RecordedRequest
{
    /// <summary>Number of the request, from 1.</summary>
    public required long Number { get; init; }

    /// <summary>When it was read.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>HTTP method.</summary>
    public required string Method { get; init; }

    /// <summary>Path and query; a key in the query is hashed.</summary>
    public required string Path { get; init; }

    /// <summary>HTTP version, for example <c>HTTP/1.1</c>.</summary>
    public required string Protocol { get; init; }

    /// <summary>Id of the connection: requests with the same one shared it.</summary>
    public required string Connection { get; init; }

    /// <summary>Headers by lower-case name; keys read <c>sha256:</c> and 16 hex digits.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    /// <summary>Size of the body in bytes.</summary>
    public required long BodyBytes { get; init; }

    /// <summary>SHA-256 of the body in hex.</summary>
    public required string BodySha256 { get; init; }
}
