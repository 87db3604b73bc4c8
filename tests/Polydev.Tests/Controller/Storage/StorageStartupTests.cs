using Microsoft.Data.Sqlite;
using Polydev.Controller;

namespace Polydev.Tests.Controller.Storage;

/// <summary>A data directory that cannot be used stops the start with a code and advice, and stays as it was.</summary>
public sealed class StorageStartupTests
{
    [Fact]
    public async Task The_directory_is_made_for_its_owner_alone()
    {
        var parent = TestStorage.NewDirectory();
        var directory = Path.Combine(parent, "deep", "data");
        await (await TestStorage.OpenAsync(directory)).DisposeAsync();
        if (!OperatingSystem.IsWindows())
        {
            const UnixFileMode owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
            Assert.Equal(owner, File.GetUnixFileMode(directory));
            Assert.Equal(owner, File.GetUnixFileMode(Path.Combine(directory, "keys")));
        }

        Directory.Delete(parent, recursive: true);
    }

    [Fact]
    public async Task Two_controllers_never_share_a_directory()
    {
        await using var first = await TestStorage.OpenAsync();
        var error = await Assert.ThrowsAsync<StartupException>(() => TestStorage.OpenAsync(first.Directory));
        Assert.Equal("data_directory_in_use", error.Code);

        await first.StopAsync();
        await (await TestStorage.OpenAsync(first.Directory)).DisposeAsync();
    }

    [Theory]
    [InlineData("PRAGMA user_version = 99")]
    [InlineData("INSERT INTO __EFMigrationsHistory VALUES ('29990101000000_FromTheFuture', '99.0.0')")]
    public async Task A_directory_of_a_newer_version_is_left_as_it_is(string makeNewer)
    {
        var directory = TestStorage.NewDirectory();
        await (await TestStorage.OpenAsync(directory)).DisposeAsync();
        Execute(directory, makeNewer);
        var before = File.ReadAllBytes(Path.Combine(directory, "polydev.db"));

        var error = await Assert.ThrowsAsync<StartupException>(() => TestStorage.OpenAsync(directory));

        Assert.Equal("data_directory_newer", error.Code);
        Assert.Contains("newer version", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(Path.Combine(directory, "polydev.db")));
        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_named_and_kept()
    {
        var directory = TestStorage.NewDirectory();
        var garbage = Enumerable.Repeat((byte)'x', 8192).ToArray();
        await File.WriteAllBytesAsync(Path.Combine(directory, "polydev.db"), garbage, TestContext.Current.CancellationToken);

        var error = await Assert.ThrowsAsync<StartupException>(() => TestStorage.OpenAsync(directory));

        Assert.Equal("database_corrupt", error.Code);
        Assert.Equal(garbage, File.ReadAllBytes(Path.Combine(directory, "polydev.db")));
        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public async Task A_directory_that_cannot_be_written_is_refused()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Needs a directory that refuses even root: /sys.");
        foreach (var directory in new[] { "/sys/kernel", "/proc/polydev" })
        {
            var error = await Assert.ThrowsAsync<StartupException>(() => TestStorage.OpenAsync(directory));
            Assert.Equal("data_directory_unwritable", error.Code);
            Assert.Contains(directory, error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_database_that_cannot_be_opened_is_named()
    {
        var directory = TestStorage.NewDirectory();
        Directory.CreateDirectory(Path.Combine(directory, "polydev.db"));
        var error = await Assert.ThrowsAsync<StartupException>(() => TestStorage.OpenAsync(directory));
        Assert.Equal("storage_failed", error.Code);
        Assert.Contains("polydev.db cannot be opened", error.Message, StringComparison.Ordinal);
        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public async Task A_full_disk_at_the_first_start_leaves_nothing_that_stops_the_next()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Needs root to mount a small disk.");
        var directory = TestStorage.NewDirectory();
        Assert.SkipUnless(Run("mount", "-t", "tmpfs", "-o", "size=24k", "tmpfs", directory), "Mounting is not allowed here.");
        try
        {
            var error = await Assert.ThrowsAsync<StartupException>(() => TestStorage.OpenAsync(directory));
            Assert.Equal("disk_full", error.Code);
            Assert.True(Run("mount", "-o", "remount,size=16m", directory));
            await (await TestStorage.OpenAsync(directory)).DisposeAsync();
        }
        finally
        {
            Run("umount", directory);
        }

        Directory.Delete(directory);
    }

    private static bool Run(string command, params string[] arguments)
    {
        using var process = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo(command, arguments) { RedirectStandardError = true, UseShellExecute = false })!;
        return process.WaitForExit(TimeSpan.FromSeconds(10)) && process.ExitCode == 0;
    }

    private static void Execute(string directory, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={directory}/polydev.db;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
