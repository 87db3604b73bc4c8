namespace Polydev.Controller.Cluster.Checks;

/// <summary>What a step of the check found.</summary>
/// <param name="Outcome">How it came out.</param>
/// <param name="Found">What was found.</param>
/// <param name="Next">What to do; null when nothing needs doing.</param>
internal sealed record Finding(CheckOutcome Outcome, string Found, string? Next = null)
{
    /// <summary>It passed.</summary>
    public static Finding Ok(string found) => new(CheckOutcome.Ok, found);

    /// <summary>It did not.</summary>
    public static Finding Failed(string found, string? next = null) => new(CheckOutcome.Failed, found, next);

    /// <summary>It was not made.</summary>
    public static Finding Skipped(string why) => new(CheckOutcome.Skipped, why);
}
