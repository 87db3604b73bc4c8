using Polydev.Cli;
using Polydev.Cli.Hosting;
using Polydev.Controller;
using Polydev.Tests.Cli.Support;

namespace Polydev.Tests.Cli.Hosting;

/// <summary>The operator's configuration file.</summary>
public sealed class ConfigurationFileTests
{
    [Fact]
    public void Snake_case_names_reach_the_options_and_names_of_pools_stay_as_they_are()
    {
        using var directory = new ScratchDirectory();
        directory.Write(ConfigurationFile.Name, """
            {
              "bind_address": "0.0.0.0",
              "executions": { "max_concurrent": 12, "default_timeout": "00:01:30" },
              "pools": { "big_ones": { "floor": 7, "worker_memory_bytes": 536870912 } },
              "providers": { "openai": "http://127.0.0.1:9000/v1" },
              "storage": { "retention": "30.00:00:00" }
            }
            """);
        var options = new ControllerOptions();
        ConfigurationFile.Read(directory.Path, null, options);
        Assert.Equal("0.0.0.0", options.BindAddress);
        Assert.Equal(12, options.Executions.MaxConcurrent);
        Assert.Equal(TimeSpan.FromSeconds(90), options.Executions.DefaultTimeout);
        Assert.Equal(7, options.Pools["big_ones"].Floor);
        Assert.Equal(536_870_912, options.Pools["big_ones"].WorkerMemoryBytes);
        Assert.Equal("http://127.0.0.1:9000/v1", options.Providers["openai"]);
        Assert.Equal(TimeSpan.FromDays(30), options.Storage.Retention);
    }

    [Theory]
    [InlineData("""{ "executions": { "max_concurent": 12 } }""", "maxconcurent")]
    [InlineData("""{ "executions": { "max_concurrent": "many" } }""", "many")]
    [InlineData("""{ "executions": """, "polydev.json")]
    public void What_cannot_be_understood_is_an_error_that_names_it(string json, string named)
    {
        using var directory = new ScratchDirectory();
        directory.Write(ConfigurationFile.Name, json);
        var failure = Assert.Throws<CommandFailure>(() => ConfigurationFile.Read(directory.Path, null, new ControllerOptions()));
        Assert.Equal("invalid_configuration", failure.Code);
        Assert.Contains(named, failure.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void A_file_that_was_named_must_be_there_and_the_usual_one_need_not()
    {
        using var directory = new ScratchDirectory();
        ConfigurationFile.Read(directory.Path, null, new ControllerOptions());
        Assert.Throws<CommandFailure>(() => ConfigurationFile.Read(directory.Path, Path.Combine(directory.Path, "other.json"), new ControllerOptions()));
    }
}
