namespace Polydev.Cli.Doctor;

/// <summary>One finding of the doctor.</summary>
/// <param name="Name">What was looked at.</param>
/// <param name="Status">How it is.</param>
/// <param name="Found">What was found.</param>
/// <param name="Next">What to do; null when nothing needs doing.</param>
internal sealed record Check(string Name, CheckStatus Status, string Found, string? Next = null)
{
    /// <summary>All is well.</summary>
    public static Check Ok(string name, string found) => new(name, CheckStatus.Ok, found);

    /// <summary>It works, but less well than it could.</summary>
    public static Check Warn(string name, string found, string next) => new(name, CheckStatus.Warn, found, next);

    /// <summary>It does not work.</summary>
    public static Check Fail(string name, string found, string next) => new(name, CheckStatus.Fail, found, next);
}
