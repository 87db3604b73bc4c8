namespace Polydev.Controller;

/// <summary>The controller must not start as things are. The message says what is wrong and what to do; nothing was changed.</summary>
/// <param name="code">
/// Stable code for programs: <c>data_directory_in_use</c>, <c>data_directory_unwritable</c>, <c>data_directory_newer</c>, <c>database_corrupt</c>,
/// <c>disk_full</c>, <c>storage_failed</c>, <c>price_file_invalid</c>.
/// </param>
/// <param name="message">What is wrong and what to do.</param>
/// <param name="inner">The cause.</param>
public sealed class StartupException(string code, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Stable code for programs.</summary>
    public string Code { get; } = code;
}
