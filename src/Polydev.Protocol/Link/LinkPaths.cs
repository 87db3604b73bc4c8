namespace Polydev.Protocol.Link;

/// <summary>The fixed names of the link: socket files, environment of a worker.</summary>
public static class LinkPaths
{
    /// <summary>File name of the socket that leads to the controller: every connection to it is one link, lines of JSON in both directions.</summary>
    public const string NodeSocket = "node.sock";

    /// <summary>File name of the socket that leads out, by CONNECT.</summary>
    public const string EgressSocket = "egress.sock";

    /// <summary>Host that the egress gateway itself answers over TLS, without a token, so that a worker can warm its TLS before its hello.</summary>
    public const string PrewarmHost = "prewarm.polydev.internal";

    /// <summary>Environment: directory of the two sockets.</summary>
    public const string SocketDirectoryVariable = "POLYDEV_SOCKETS";

    /// <summary>Environment: id of the worker.</summary>
    public const string WorkerIdVariable = "POLYDEV_WORKER_ID";

    /// <summary>Environment: one-time nonce, hexadecimal.</summary>
    public const string NonceVariable = "POLYDEV_NONCE";

    /// <summary>Environment: seconds without a link after which the worker ends itself; 60 when not set.</summary>
    public const string OrphanSecondsVariable = "POLYDEV_ORPHAN_SECONDS";

    /// <summary>Longest line of a link in bytes: twice the largest request body, for base64 and escapes.</summary>
    public const int MaxLineBytes = 64 * 1024 * 1024;
}
