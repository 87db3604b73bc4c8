namespace Polydev.Controller.Storage;

/// <summary>The data directory cannot be used, so the controller must not start. The message says what to do; nothing was changed.</summary>
/// <param name="code">Stable code for programs: <c>data_directory_in_use</c>, <c>data_directory_unwritable</c>, <c>data_directory_newer</c>, <c>database_corrupt</c>, <c>disk_full</c>, <c>storage_failed</c>.</param>
/// <param name="message">What is wrong and what to do.</param>
/// <param name="inner">The cause.</param>
public sealed class StorageException(string code, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Stable code for programs.</summary>
    public string Code { get; } = code;
}
