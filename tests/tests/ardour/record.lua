-- Run by ardour7-lua: a track with the plugin plays, another records its notes. What is played comes
-- in environment variables; the notes end up in the session's MIDI files.

local folder = os.getenv("SESSION")
local tempo = tonumber(os.getenv("TEMPO"))
local beats, unit = os.getenv("METER"):match("(%d+)/(%d+)")
local start = tonumber(os.getenv("START"))
local user = ARDOUR.TransportRequestSource.TRS_UI

AudioEngine:set_backend("None (Dummy)", "", "")
local session = create_session(folder, "session", 48000)
assert(session, "no session")

local midi = ARDOUR.ChanCount(ARDOUR.DataType.midi(), 1)
local function track(name)
	local tracks = session:new_midi_track(midi, midi, true, ARDOUR.PluginInfo(), nil, nil, 1, name,
		ARDOUR.PresentationInfo.max_order, ARDOUR.TrackMode.Normal, false, false)
	for track in tracks:iter() do return track end
end
local drums = track("Drums")
local tape = track("Tape")
sleep(1)

local plugin = ARDOUR.LuaAPI.new_plugin(session, "Quatrain", ARDOUR.PluginType.VST3, "")
assert(not plugin:isnil(), "Ardour does not know the plugin")
assert(drums:add_processor_by_index(plugin, 0, nil, true) == 0, "Ardour can't add the plugin")
-- The plugin makes its groove meanwhile.
sleep(4)
assert(tape:input():midi(0):connect(drums:output():midi(0):name()) == 0, "no connection")

local map = Temporal.TempoMap.fetch_writable()
map:set_tempo(Temporal.Tempo(tempo, tempo, 4), Temporal.timepos_t(0))
map:set_meter(Temporal.Meter(tonumber(beats), tonumber(unit)), Temporal.timepos_t(0))
Temporal.TempoMap.update(map)
map = nil

session:request_locate(start, false, ARDOUR.LocateTransportDisposition.MustStop, user)
tape:rec_enable_control():set_value(1, PBD.GroupControlDisposition.NoGroup)
sleep(1)
session:maybe_enable_record(false)
sleep(1)
session:request_roll(user)
sleep(tonumber(os.getenv("SECONDS")))
session:request_stop(false, false, user)
sleep(2)
session:save_state("", false, false, false, false, false)
sleep(1)
close_session()
quit()
