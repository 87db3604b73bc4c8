namespace Polydev.Worker.Linked;

/// <summary>What came of dialling the controller.</summary>
internal abstract record DialResult
{
    /// <summary>The link stands; the controller's welcome is its next line.</summary>
    public sealed record Connected(Link Link) : DialResult;

    /// <summary>The controller does not want this worker.</summary>
    public sealed record Refused(string Reason) : DialResult;

    /// <summary>Nobody is there, or not able to answer: worth another try.</summary>
    public sealed record Unreachable(string Reason) : DialResult;
}
