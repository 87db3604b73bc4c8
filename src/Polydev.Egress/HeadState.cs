namespace Polydev.Egress;

/// <summary>How far the head of a request has come.</summary>
internal enum HeadState
{
    /// <summary>Its end has not arrived.</summary>
    Incomplete,

    /// <summary>It is a CONNECT request.</summary>
    Complete,

    /// <summary>It is not HTTP/1, or asks for no host and port.</summary>
    Malformed,

    /// <summary>It is longer than any honest one.</summary>
    TooLong,

    /// <summary>It is HTTP, but not CONNECT.</summary>
    OtherMethod,
}
